import { DAY_MS, HOUR_MS } from '../../src/platform/kernel/time.ts';
import {
  APP,
  BY_APP,
  BY_KEY,
  BY_MAIL,
  BY_NEW_APP,
  BY_NEW_KEY,
  BY_PASS,
  BY_SHEET,
  KEY,
  mandate,
  NEW_APP,
  NEW_KEY,
  NEW_SHEET,
  NOW,
  SHEET,
} from './builder.ts';
import {
  admit,
  askAppKept,
  bind,
  type Chapter,
  prove,
  refuse,
  replaceApp,
  replaceCode,
  row,
  signedIn,
} from './situations.ts';

const MFA = mandate();
const BOTH = ['totp', 'passkey'] as const;
const HERE = { platformAuthenticator: true };
const MAILED = mandate({ setUpProof: 'mailed-code' });
const DUE = { until: NOW + 7 * DAY_MS, skipsLeft: null };
const GRACE = mandate({ grace: DUE });
const POSTPONED = { setUpPostponedAt: NOW - 1 };
const RESET = { carriedOutAt: NOW - HOUR_MS, passLive: false };
const PASS_READ_OUT = { carriedOutAt: NOW - HOUR_MS, passLive: true };
const NO_PASS = mandate({ passAfterReset: false });
const ONLY_PASSKEY = mandate({ allowedMethods: ['passkey', 'email-code', 'recovery-code'] });
const ONLY_APP = mandate({ allowedMethods: ['totp', 'recovery-code'] });

const AFTER_RESET: Chapter = {
  title: 'After a support reset',
  situations: [
    row(
      'S20',
      'nothing bound after a reset; no pass yet',
      'the password was right',
      { account: { mandate: MFA, reset: RESET } },
      admit('one-time-pass'),
    ),
    row(
      'S20',
      'nothing bound after a reset; a pass was read out',
      'the password was right',
      { account: { mandate: MFA, reset: PASS_READ_OUT } },
      admit('one-time-pass'),
    ),
    row(
      'S21',
      'nothing bound after a reset',
      'password and pass were right',
      { account: { mandate: MFA, reset: RESET }, proofs: [BY_PASS] },
      bind(BOTH),
    ),
    row(
      'S20',
      'nothing bound after a reset, set-up needs a mailed code',
      'password and mailed code were right',
      { account: { mandate: MAILED, reset: RESET }, proofs: [BY_MAIL] },
      admit('one-time-pass'),
    ),
    row(
      'S20',
      'nothing bound after a reset; the organization dropped the pass',
      'the password was right',
      { account: { mandate: NO_PASS, reset: RESET } },
      bind(BOTH),
    ),
    row(
      'S20',
      'the same, and the password was reset by mail; a pass was read out',
      'the password was right',
      { account: { mandate: NO_PASS, reset: PASS_READ_OUT, passwordResetByMailAt: NOW - 1 } },
      admit('one-time-pass'),
    ),
    row(
      'S20',
      'nothing bound after a reset, in grace',
      'password and pass were right',
      { account: { mandate: GRACE, reset: RESET }, proofs: [BY_PASS] },
      bind(BOTH),
    ),
    row(
      'S20',
      'nothing bound after a reset, in grace',
      'password and pass were right; Set up later was used before',
      { account: { mandate: GRACE, reset: RESET }, proofs: [BY_PASS], attempt: POSTPONED },
      bind(BOTH),
    ),
    row(
      'S20',
      'nothing bound after a reset; the veto came after carrying out',
      'password and pass were right',
      { account: { mandate: MFA, reset: RESET, setUpFrozenAt: NOW - 1 }, proofs: [BY_PASS] },
      refuse('set-up-frozen'),
    ),
    row(
      'S20',
      'nothing bound after a reset; too many tries over all',
      'the password was right',
      { account: { mandate: MFA, reset: PASS_READ_OUT, proofLane: { closedUntil: NOW + HOUR_MS } } },
      refuse('too-many-tries', NOW + HOUR_MS),
    ),
    row(
      'S21',
      'the new app bound, the code saved',
      'password, pass and the new app were right',
      { account: { mandate: MFA, reset: RESET, authenticators: [NEW_APP, NEW_SHEET] }, proofs: [BY_PASS, BY_NEW_APP] },
      signedIn('pwd otp mfa'),
    ),
  ],
};

const RECOVERY: Chapter = {
  title: 'The recovery code',
  situations: [
    row(
      'S19',
      'an app; its recovery code is used up',
      'password and recovery code were right',
      { account: { mandate: MFA, authenticators: [APP] }, proofs: [BY_SHEET] },
      replaceCode,
    ),
    row(
      'S19',
      'an app, the new code saved',
      'password and recovery code were right',
      { account: { mandate: MFA, authenticators: [APP, NEW_SHEET] }, proofs: [BY_SHEET] },
      askAppKept,
    ),
    row(
      'S19',
      'an app, the new code saved',
      'still has the app',
      { account: { mandate: MFA, authenticators: [APP, NEW_SHEET] }, proofs: [BY_SHEET], attempt: { appKept: true } },
      signedIn('pwd rcode'),
    ),
    row(
      'S19',
      'an app, the new code saved',
      'no longer has the app',
      { account: { mandate: MFA, authenticators: [APP, NEW_SHEET] }, proofs: [BY_SHEET], attempt: { appKept: false } },
      replaceApp,
    ),
    row(
      'S19',
      'the new app and the new code',
      'the new app was confirmed',
      {
        account: { mandate: MFA, authenticators: [NEW_APP, NEW_SHEET] },
        proofs: [BY_SHEET, BY_NEW_APP],
        attempt: { appKept: false },
      },
      signedIn('pwd rcode otp mfa'),
    ),
    row(
      'S19',
      'the new app and the new code; a platform authenticator',
      'the new app was confirmed',
      {
        account: { mandate: MFA, authenticators: [NEW_APP, NEW_SHEET] },
        proofs: [BY_SHEET, BY_NEW_APP],
        attempt: { appKept: false },
        browser: HERE,
      },
      signedIn('pwd rcode otp mfa'),
    ),
    row(
      'S19',
      'a passkey, no app; the new code saved',
      'password and recovery code were right',
      { account: { mandate: MFA, authenticators: [KEY, NEW_SHEET] }, proofs: [BY_SHEET] },
      signedIn('pwd rcode'),
    ),
    row(
      'S19',
      'an app of its own, no mandate; its code is used up',
      'password and recovery code were right',
      { account: { authenticators: [APP] }, proofs: [BY_SHEET] },
      replaceCode,
    ),
    row(
      'S19',
      'an app, the new code saved; a veto froze set-up',
      'no longer has the app',
      {
        account: { mandate: MFA, authenticators: [APP, NEW_SHEET], setUpFrozenAt: NOW - 1 },
        proofs: [BY_SHEET],
        attempt: { appKept: false },
      },
      refuse('set-up-frozen'),
    ),
    row(
      'S19',
      'an app; the page with the new code was closed',
      'a new attempt: the password was right',
      { account: { mandate: MFA, authenticators: [APP] } },
      prove('totp', 'totp', 'email-code'),
    ),
    row(
      'B',
      'a mandate, a recovery code and nothing else',
      'the password was right',
      { account: { mandate: MFA, authenticators: [SHEET] } },
      admit('recovery-code'),
    ),
    row(
      'B',
      'a mandate, nothing else, the new code saved',
      'password and recovery code were right',
      { account: { mandate: MFA, authenticators: [NEW_SHEET] }, proofs: [BY_SHEET] },
      bind(BOTH),
    ),
  ],
};

const OTHERS_METHODS: Chapter = {
  title: 'A second organization accepts only other methods',
  situations: [
    row(
      'B',
      'an app; only passkeys are accepted now',
      'the password was right',
      { account: { mandate: ONLY_PASSKEY, authenticators: [APP, SHEET] } },
      admit('totp'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted now',
      'password and app were right',
      { account: { mandate: ONLY_PASSKEY, authenticators: [APP, SHEET] }, proofs: [BY_APP] },
      bind(['passkey']),
    ),
    row(
      'B',
      'an app, a passkey just bound',
      'password, app and passkey were right',
      { account: { mandate: ONLY_PASSKEY, authenticators: [APP, SHEET, NEW_KEY] }, proofs: [BY_APP, BY_NEW_KEY] },
      signedIn('pwd otp pop user mfa'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted now',
      'password and recovery code were right: it replaces the app and the code, nothing else',
      { account: { mandate: ONLY_PASSKEY, authenticators: [APP, NEW_SHEET] }, proofs: [BY_SHEET] },
      admit('totp'),
    ),
    row(
      'B',
      'a passkey; only the app is accepted now',
      'password and passkey were right',
      { account: { mandate: ONLY_APP, authenticators: [KEY, SHEET] }, proofs: [BY_KEY] },
      bind(['totp']),
    ),
    row(
      'B',
      'a passkey; only the app is accepted now; the password was reset by mail',
      'the password was right',
      { account: { mandate: ONLY_APP, authenticators: [KEY, SHEET], passwordResetByMailAt: NOW - 1 } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted, due in a week',
      'the password was right',
      { account: { mandate: mandate({ allowedMethods: ['passkey'], grace: DUE }), authenticators: [APP] } },
      admit('totp'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted, due in a week',
      'password and app were right',
      {
        account: { mandate: mandate({ allowedMethods: ['passkey'], grace: DUE }), authenticators: [APP] },
        proofs: [BY_APP],
      },
      bind(['passkey'], DUE),
    ),
    row(
      'B',
      'an app; only passkeys are accepted, due in a week',
      'password and app were right, then Set up later',
      {
        account: { mandate: mandate({ allowedMethods: ['passkey'], grace: DUE }), authenticators: [APP] },
        proofs: [BY_APP],
        attempt: POSTPONED,
      },
      signedIn('pwd otp mfa'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted; a veto froze set-up',
      'the password was right',
      { account: { mandate: ONLY_PASSKEY, authenticators: [APP], setUpFrozenAt: NOW - 1 } },
      refuse('set-up-frozen'),
    ),
  ],
};

export const RECOVERY_CHAPTERS: readonly Chapter[] = [AFTER_RESET, RECOVERY, OTHERS_METHODS];
