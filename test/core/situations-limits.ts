import { DAY_MS, HOUR_MS } from '../../src/platform/kernel/time.ts';
import {
  APP,
  BY_APP,
  BY_KEY,
  BY_MAIL,
  BY_NEW_KEY,
  BY_SHEET,
  bound,
  id,
  KEY,
  mandate,
  NEW_KEY,
  NOW,
  OTHER_KEY,
  SHEET,
} from './builder.ts';
import { askAppKept, type Chapter, offerTrust, prove, refuse, replaceCode, row, signedIn } from './situations.ts';

const MFA = mandate();
const HERE = { platformAuthenticator: true };
const ENROLLED = { mandate: MFA, authenticators: [APP, SHEET] };
const WITH_KEY = { mandate: MFA, authenticators: [APP, KEY, SHEET] };
const UNUSED = { boundAt: NOW - 200 * DAY_MS, lastUsedAt: NOW - 90 * DAY_MS };
const OLD_KEY = { ...KEY, ...UNUSED };
const OLD_APP = { ...APP, ...UNUSED };
const OLD_SHEET = bound('sheet', 'recovery-code', NOW - 200 * DAY_MS, null);

const RESTING: Chapter = {
  title: 'After a password reset by mail, and after 90 days unused',
  situations: [
    row(
      'B',
      'app, passkey and recovery code; the password was reset by mail',
      'the password was right',
      { account: { ...WITH_KEY, passwordResetByMailAt: NOW - HOUR_MS }, browser: { trustedPasskeyIds: [id('key')] } },
      prove('totp', 'totp', 'recovery-code'),
    ),
    row(
      'B',
      'the same',
      'password and mailed code were right',
      { account: { ...ENROLLED, passwordResetByMailAt: NOW - HOUR_MS }, proofs: [BY_MAIL] },
      prove('totp', 'totp', 'recovery-code'),
    ),
    row(
      'B',
      'passkey only; the password was reset by mail',
      'the password was right',
      { account: { mandate: MFA, authenticators: [KEY], passwordResetByMailAt: NOW - HOUR_MS } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'app and passkey; the password was reset by mail',
      'password and app were right',
      { account: { ...WITH_KEY, passwordResetByMailAt: NOW - HOUR_MS }, proofs: [BY_APP] },
      signedIn('pwd otp mfa'),
    ),
    row(
      'B',
      'app, passkey and recovery code, unused for 90 days',
      'the password was right',
      { account: { mandate: MFA, authenticators: [OLD_APP, OLD_KEY, OLD_SHEET] } },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'B',
      'app, passkey and recovery code, unused for 90 days',
      'password and app were right; a command demands phr',
      {
        account: { mandate: MFA, authenticators: [OLD_APP, OLD_KEY, OLD_SHEET] },
        proofs: [BY_APP],
        attempt: { demandedAcr: 'phr' },
      },
      prove('passkey'),
    ),
    row(
      'B',
      'app and passkey; only the app was used within 90 days',
      'the password was right',
      { account: { mandate: MFA, authenticators: [APP, OLD_KEY, SHEET] } },
      prove('totp', 'totp', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'S15',
      'passkey and recovery code, unused for 90 days',
      'the password was right',
      { account: { mandate: MFA, authenticators: [OLD_KEY, OLD_SHEET] } },
      prove('recovery-code', 'email-code', 'recovery-code'),
    ),
    row(
      'B',
      'passkey and recovery code, unused for 90 days',
      'password and recovery code were right',
      { account: { mandate: MFA, authenticators: [OLD_KEY] }, proofs: [BY_SHEET] },
      replaceCode,
    ),
  ],
};

const THROTTLED: Chapter = {
  title: 'Too many tries',
  situations: [
    row(
      'B',
      'app and recovery code',
      'five tries were taken in this attempt',
      { account: ENROLLED, attempt: { triesTaken: 5 } },
      refuse('too-many-tries'),
    ),
    row(
      'B',
      'app and recovery code',
      'four tries were taken in this attempt',
      { account: ENROLLED, attempt: { triesTaken: 4 } },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'B',
      'app and recovery code; too many tries over all',
      'the password was right',
      { account: { ...ENROLLED, proofLane: { closedUntil: NOW + HOUR_MS } } },
      refuse('too-many-tries', NOW + HOUR_MS),
    ),
    row(
      'B',
      'app, passkey; too many tries over all',
      'the password was right',
      { account: { ...WITH_KEY, proofLane: { closedUntil: NOW + HOUR_MS } } },
      prove('passkey'),
    ),
    row(
      'B',
      'app and recovery code; the window has rolled on',
      'the password was right',
      { account: { ...ENROLLED, proofLane: { closedUntil: NOW } } },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'B',
      'app and recovery code; too many tries over all',
      'password and app were right before',
      { account: { ...ENROLLED, proofLane: { closedUntil: NOW + HOUR_MS } }, proofs: [BY_APP] },
      signedIn('pwd otp mfa'),
    ),
  ],
};

const TRUST: Chapter = {
  title: 'Trusting the device',
  situations: [
    row(
      'S9',
      'app and recovery code; a platform authenticator',
      'password and app were right',
      { account: ENROLLED, proofs: [BY_APP], browser: HERE },
      offerTrust,
    ),
    row(
      'S9',
      'the same, no mandate',
      'password and app were right',
      { account: { authenticators: [APP, SHEET] }, proofs: [BY_APP], browser: HERE },
      offerTrust,
    ),
    row(
      'S9',
      'app, a passkey on another device',
      'password and app were right',
      { account: WITH_KEY, proofs: [BY_APP], browser: HERE },
      offerTrust,
    ),
    row(
      'S9',
      'app and recovery code',
      'the offer was answered, or its dialog failed',
      { account: ENROLLED, proofs: [BY_APP], browser: HERE, attempt: { trustAnsweredAt: NOW - 1 } },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app; said Not now 13 days ago',
      'password and app were right',
      { account: ENROLLED, proofs: [BY_APP], browser: { ...HERE, offerTrustAgainAt: NOW + DAY_MS } },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app; said Not now 14 days ago',
      'password and app were right',
      { account: ENROLLED, proofs: [BY_APP], browser: { ...HERE, offerTrustAgainAt: NOW } },
      offerTrust,
    ),
    row(
      'S9',
      'app; no platform authenticator',
      'password and app were right',
      { account: ENROLLED, proofs: [BY_APP] },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app; a shared workstation',
      'password and app were right',
      { account: ENROLLED, proofs: [BY_APP], browser: { ...HERE, sharedWorkstation: true } },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app; this device is trusted',
      'password and app were right',
      { account: WITH_KEY, proofs: [BY_APP], browser: { ...HERE, trustedPasskeyIds: [id('key')] } },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app; the mandate has passkeys switched off',
      'password and app were right',
      {
        account: { ...ENROLLED, mandate: mandate({ allowedMethods: ['totp', 'recovery-code'] }) },
        proofs: [BY_APP],
        browser: HERE,
      },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S9',
      'app and recovery code',
      'password and mailed code were right',
      { account: ENROLLED, proofs: [BY_MAIL], browser: HERE },
      signedIn('pwd email'),
    ),
    row('S9', 'nothing bound, no mandate', 'the password was right', { account: {}, browser: HERE }, signedIn('pwd')),
    row(
      'S9',
      'app, passkey',
      'password and another device\u2019s passkey were right',
      {
        account: { ...WITH_KEY, authenticators: [OTHER_KEY, SHEET] },
        proofs: [{ ...BY_KEY, authenticatorId: id('other-key') }],
        browser: HERE,
      },
      signedIn('pwd pop user mfa'),
    ),
    row(
      'S9',
      'app; a veto froze set-up',
      'password and app were right',
      { account: { ...ENROLLED, setUpFrozenAt: NOW - 1 }, proofs: [BY_APP], browser: HERE },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S13',
      'app, recovery code and the passkey just made here',
      'password and app were right, the offer was taken',
      {
        account: { mandate: MFA, authenticators: [APP, SHEET, NEW_KEY] },
        proofs: [BY_APP],
        browser: { ...HERE, trustedPasskeyIds: [id('new-key')] },
        attempt: { trustAnsweredAt: NOW - 1 },
      },
      signedIn('pwd otp mfa'),
    ),
  ],
};

const DEMANDS: Chapter = {
  title: 'More is demanded than the mandate asks for',
  situations: [
    row(
      'D',
      'nothing bound, no mandate',
      'the password was right; aal2 is demanded',
      { account: {}, attempt: { demandedAcr: 'aal2' } },
      refuse('demand-unmet'),
    ),
    row(
      'D',
      'app and recovery code',
      'password and mailed code were right; aal2 is demanded',
      { account: ENROLLED, proofs: [BY_MAIL], attempt: { demandedAcr: 'aal2' } },
      prove('totp'),
    ),
    row(
      'D',
      'app, passkey',
      'password and app were right; phr is demanded',
      { account: WITH_KEY, proofs: [BY_APP], attempt: { demandedAcr: 'phr' } },
      prove('passkey'),
    ),
    row(
      'D',
      'app, passkey',
      'password, app and passkey were right; phr is demanded',
      { account: WITH_KEY, proofs: [BY_APP, BY_KEY], attempt: { demandedAcr: 'phr' } },
      signedIn('pwd otp pop user mfa'),
    ),
    row(
      'D',
      'app and recovery code',
      'password and app were right; phr is demanded',
      { account: ENROLLED, proofs: [BY_APP], attempt: { demandedAcr: 'phr' } },
      refuse('demand-unmet'),
    ),
    row(
      'D',
      'app and recovery code; a platform authenticator',
      'the same; first this device can be trusted',
      { account: ENROLLED, proofs: [BY_APP], attempt: { demandedAcr: 'phr' }, browser: HERE },
      offerTrust,
    ),
    row(
      'D',
      'app and recovery code',
      'password and app were right; aal2 is demanded',
      { account: ENROLLED, proofs: [BY_APP], attempt: { demandedAcr: 'aal2' } },
      signedIn('pwd otp mfa'),
    ),
    row(
      'D',
      'app; too many tries over all',
      'password and mailed code were right; aal2 is demanded',
      {
        account: { ...ENROLLED, proofLane: { closedUntil: NOW + HOUR_MS } },
        proofs: [BY_MAIL],
        attempt: { demandedAcr: 'aal2' },
      },
      refuse('too-many-tries', NOW + HOUR_MS),
    ),
    row(
      'D',
      'a passkey made in this set-up',
      'password and that passkey were right; phr is demanded',
      {
        account: { mandate: MFA, authenticators: [NEW_KEY, SHEET] },
        proofs: [BY_NEW_KEY],
        attempt: { demandedAcr: 'phr' },
      },
      signedIn('pwd pop user mfa'),
    ),
    row(
      'D',
      'app, a new recovery code',
      'password and recovery code were right, the app is not yet asked about; aal2 is demanded',
      { account: ENROLLED, proofs: [{ ...BY_SHEET, authenticatorId: id('used') }], attempt: { demandedAcr: 'aal2' } },
      askAppKept,
    ),
  ],
};

export const LIMIT_CHAPTERS: readonly Chapter[] = [RESTING, THROTTLED, TRUST, DEMANDS];
