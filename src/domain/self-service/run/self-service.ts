import { createOwnActivity, type OwnActivity } from './activity.ts';
import { createOwnApps, type OwnApps } from './add-app.ts';
import { createOwnPasskeys, type OwnPasskeys } from './add-passkey.ts';
import { createOwnDefault, type OwnDefault } from './default-method.ts';
import { createOwnLanguage, type OwnLanguage } from './language.ts';
import { createOwnLostApp, type OwnLostApp } from './lost-app.ts';
import { createOwnMethods, type OwnMethods } from './methods.ts';
import type { SelfServiceDeps } from './own-change.ts';
import { createOwnPlaces, type OwnPlaces } from './places.ts';
import { createOwnRecoveryCode, type OwnRecoveryCode } from './renew-code.ts';

/** What people change about their own sign-in. Every change of it needs a fresh proof; see `own-session.ts`. */
export interface SelfService {
  readonly methods: OwnMethods;
  readonly apps: OwnApps;
  readonly passkeys: OwnPasskeys;
  readonly recoveryCode: OwnRecoveryCode;
  readonly defaultMethod: OwnDefault;
  readonly lostApp: OwnLostApp;
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
    recoveryCode: createOwnRecoveryCode(deps),
    defaultMethod: createOwnDefault(deps),
    lostApp: createOwnLostApp(deps),
    places: createOwnPlaces(deps),
    activity: createOwnActivity(deps),
    language: createOwnLanguage(deps),
  };
}
