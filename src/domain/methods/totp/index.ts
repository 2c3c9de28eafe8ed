import type { Random } from '../../../platform/random.ts';
import { readDigits } from '../../../platform/typed-code.ts';
import { TRAITS } from '../decide/traits.ts';
import type { Method, RejectionReason, Verdict } from '../method.ts';
import { bindTotp } from './bind.ts';
import { compare, DIGITS, type TotpSecret } from './codes.ts';

/** The authenticator app (RFC 6238). `issuer` is the instance's name, as the app will show it. */
export function createTotp(deps: { readonly random: Random; readonly issuer: string }): Method {
  return {
    kind: 'totp',
    traits: TRAITS.totp,
    challengeView: async () => null,
    async verify(ceremony, answer, bindings) {
      const code = readDigits(answer.code, DIGITS);
      if (code === null) return rejected('malformed');
      if (bindings.length === 0) return rejected('unknown-authenticator');
      let replayed = false;
      for (const binding of bindings) {
        const compared = compare(JSON.parse(binding.secret) as TotpSecret, code, ceremony.now);
        if (compared.outcome === 'matches') {
          const secretAfter = JSON.stringify(compared.next);
          return { outcome: 'proved', bindingId: binding.id, secretAfter, userVerified: false };
        }
        replayed ||= compared.outcome === 'replayed';
      }
      return rejected(replayed ? 'replayed' : 'mismatch');
    },
    bind: bindTotp(deps.random, deps.issuer),
  };
}

function rejected(reason: RejectionReason): Verdict {
  return { outcome: 'rejected', reason };
}
