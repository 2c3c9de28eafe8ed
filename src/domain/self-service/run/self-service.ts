import { createOwnApps, type OwnApps } from './add-app.ts';
import { createOwnPasskeys, type OwnPasskeys } from './add-passkey.ts';
import { createOwnMethods, type OwnMethods } from './methods.ts';
import type { SelfServiceDeps } from './own-change.ts';

/** What people change about their own sign-in. Every change needs a fresh proof; see `own-session.ts`. */
export interface SelfService {
  readonly methods: OwnMethods;
  readonly apps: OwnApps;
  readonly passkeys: OwnPasskeys;
}

/** Puts it together. */
export function createSelfService(deps: SelfServiceDeps): SelfService {
  return { methods: createOwnMethods(deps), apps: createOwnApps(deps), passkeys: createOwnPasskeys(deps) };
}
