import type { KeyRing } from '../../../platform/keys.ts';
import { TRAITS } from '../decide/traits.ts';
import type { Method } from '../method.ts';
import { bindPasskey } from './bind.ts';
import { provePasskey } from './prove.ts';
import type { RelyingParty } from './relying-party.ts';

/** Passkeys (WebAuthn Level 3), with user verification always. */
export function createPasskey(deps: { readonly keyRing: KeyRing; readonly party: RelyingParty }): Method {
  const key = deps.keyRing.derive('passkey-challenge', 32);
  return {
    kind: 'passkey',
    traits: TRAITS.passkey,
    ...provePasskey(deps.party, key),
    bind: bindPasskey(deps.party, key),
  };
}
