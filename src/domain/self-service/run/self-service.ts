import { createOwnActivity, type OwnActivity } from './activity.ts';
import { createOwnApps, type OwnApps } from './add-app.ts';
import { createOwnPasskeys, type OwnPasskeys } from './add-passkey.ts';
import { createOwnLanguage, type OwnLanguage } from './language.ts';
import { createOwnMethods, type OwnMethods } from './methods.ts';
import type { SelfServiceDeps } from './own-change.ts';
import { createOwnPlaces, type OwnPlaces } from './places.ts';

/** What people change about their own sign-in. Every change of it needs a fresh proof; see `own-session.ts`. */
export interface SelfService {
  readonly methods: OwnMethods;
  readonly apps: OwnApps;
  readonly passkeys: OwnPasskeys;
  readonly places: OwnPlaces;
  readonly activity: OwnActivity;
  readonly language: OwnLanguage;
}

/** Puts it together. */
export function createSelfService(deps: SelfServiceDeps): SelfService {
  return {
    methods: createOwnMethods(deps),
    apps: createOwnApps(deps),
    passkeys: createOwnPasskeys(deps),
    places: createOwnPlaces(deps),
    activity: createOwnActivity(deps),
    language: createOwnLanguage(deps),
  };
}
