import { again, bound, mandate, NOW, PASSWORD, proof, SHEET } from './builder.ts';
import { type Chapter, prove, refuse, row, signedIn } from './situations.ts';
import { goesOn } from './situations-applications.ts';

const SEALED = bound('sealed', 'break-glass-code', NOW - 1, null);
const BY_SEALED = proof('break-glass-code', 'sealed');
const EMERGENCY = { mandate: mandate(), authenticators: [SEALED] };

/** An account in two sealed envelopes: a password, and a code that no mandate names and that works once. */
export const EMERGENCIES: Chapter = {
  title: 'A break-glass account',
  situations: [
    row(
      'H2',
      'a sealed code',
      'the password was right: the code, and nothing is set up',
      { account: EMERGENCY },
      prove('break-glass-code', 'break-glass-code'),
    ),
    row(
      'H2',
      'a sealed code; an address that was confirmed',
      'the password was right: no mail stands in for the code',
      { account: { ...EMERGENCY, mandate: mandate({ allowedMethods: ['totp', 'email-code'] }) } },
      prove('break-glass-code', 'break-glass-code'),
    ),
    row(
      'H2',
      'a sealed code; no mandate',
      'the password was right',
      { account: { authenticators: [SEALED] } },
      prove('break-glass-code', 'break-glass-code'),
    ),
    row(
      'H2',
      'a sealed code; a browser that could keep a passkey',
      'both halves were right: no trust is offered and no recovery code made',
      { account: EMERGENCY, proofs: [BY_SEALED], browser: { platformAuthenticator: true } },
      signedIn('pwd sealed'),
    ),
    row(
      'H2',
      'the sealed code was taken back meanwhile, and a recovery code is there',
      'both halves were right: the code vouches for nobody any more',
      { account: { authenticators: [SHEET] }, proofs: [BY_SEALED] },
      signedIn('pwd'),
    ),
    row(
      'H2',
      'a sealed code',
      'both halves were right, and an application demands aal2',
      { account: EMERGENCY, proofs: [BY_SEALED], attempt: { demandedAcr: 'aal2' } },
      refuse('demand-unmet'),
    ),
    row(
      'H2',
      'a sealed code; a session by both halves',
      'the password was right again: the console goes on',
      { account: EMERGENCY, ...goesOn([BY_SEALED, again(PASSWORD)], { demandedAcr: 'two-step' }) },
      signedIn('pwd sealed'),
    ),
  ],
};
