import type { AccountId } from '../../accounts/decide/account.ts';
import type { Binding, Method, RejectionReason, Verdict } from '../method.ts';
import { type AuthenticatorData, personVerified, readAuthenticatorData } from './authenticator-data.ts';
import { challengeOf, challengeText, DIALOG_MS } from './challenge.ts';
import { webauthn } from './library.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Assertion, ranAtTheTop, readAssertion } from './response.ts';
import { formatSecret, type PasskeySecret, parseSecret } from './secret.ts';
import type { PasskeyRequestOptions } from './view.ts';

/** Proving a bound passkey (WebAuthn L3 §7.2). Account and challenge come from the attempt, never from the answer. */
export function provePasskey(party: RelyingParty, key: Uint8Array): Pick<Method, 'challengeView' | 'verify'> {
  return {
    async challengeView(ceremony, bindings): Promise<PasskeyRequestOptions> {
      const { generateAuthenticationOptions } = await webauthn();
      return generateAuthenticationOptions({
        rpID: party.id,
        challenge: challengeOf(key, ceremony),
        timeout: DIALOG_MS,
        userVerification: 'required',
        allowCredentials: bindings.map(({ externalId, secret }) => ({
          id: externalId ?? '',
          transports: [...parseSecret(secret).transports],
        })),
      });
    },
    async verify(ceremony, answer, bindings) {
      const assertion = readAssertion(answer.credential);
      if (assertion === null) return rejected('malformed');
      return verifyAssertion(party, challengeText(key, ceremony), ceremony.accountId, assertion, bindings);
    },
  };
}

/** Checks an assertion against a challenge and the account's own passkeys. */
export async function verifyAssertion(
  party: RelyingParty,
  challenge: string,
  accountId: AccountId,
  assertion: Assertion,
  bindings: readonly Binding[],
): Promise<Verdict> {
  const binding = bindings.find(({ externalId }) => externalId === assertion.id);
  if (binding === undefined || !isOwnedBy(accountId, assertion)) return rejected('unknown-authenticator');
  if (!ranAtTheTop(assertion.response.clientDataJSON)) return rejected('mismatch');
  const data = await readAuthenticatorData(Buffer.from(assertion.response.authenticatorData, 'base64url'));
  if (data === null) return rejected('malformed');
  if (!personVerified(data)) return rejected('not-verified');
  const secret = parseSecret(binding.secret);
  if (!(await isSigned(party, challenge, assertion, secret))) return rejected('mismatch');
  return afterUse(binding, secret, data);
}

/** WebAuthn L3 §7.2: a user handle that was given names the account that is signing in. */
function isOwnedBy(accountId: AccountId, { response }: Assertion): boolean {
  return !response.userHandle || response.userHandle === Buffer.from(accountId, 'utf8').toString('base64url');
}

/** Type, challenge, origin, rpID, flags and signature, by the library. It throws for most refusals. */
async function isSigned(
  party: RelyingParty,
  challenge: string,
  assertion: Assertion,
  secret: PasskeySecret,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await webauthn();
  const { clientDataJSON, authenticatorData, signature } = assertion.response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: assertion.id,
        rawId: assertion.rawId,
        type: assertion.type,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      expectedType: 'webauthn.get',
      requireUserVerification: true,
      // Counter 0: the library would refuse a synced passkey's; see afterUse.
      credential: {
        id: assertion.id,
        publicKey: Uint8Array.from(Buffer.from(secret.publicKey, 'base64url')),
        counter: 0,
      },
    });
    return verified === true && authenticationInfo.userVerified;
  } catch {
    return false;
  }
}

/** What the signed data says of backup and counter (WebAuthn L3 §7.2; security.md W2, W7). State moves only after all checks. */
function afterUse(binding: Binding, secret: PasskeySecret, { flags, counter }: AuthenticatorData): Verdict {
  if (flags.be !== secret.backupEligible) return rejected('backup-state-changed');
  const wentBack = (counter > 0 || secret.counter > 0) && counter <= secret.counter;
  // A device-bound passkey that counts backwards was cloned. A synced one is a set of copies by design.
  if (wentBack && !flags.be) return rejected('counter-went-back');
  const proved = {
    outcome: 'proved',
    bindingId: binding.id,
    secretAfter: formatSecret({ ...secret, counter: Math.max(counter, secret.counter), backedUp: flags.bs }),
    userVerified: true,
  } as const;
  return wentBack ? { ...proved, remark: 'counter-went-back' } : proved;
}

function rejected(reason: RejectionReason): Verdict {
  return { outcome: 'rejected', reason };
}
