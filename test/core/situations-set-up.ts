import { DAY_MS, HOUR_MS } from '../../src/platform/kernel/time.ts';
import {
  APP,
  BY_INVITATION,
  BY_MAIL,
  BY_NEW_APP,
  BY_NEW_KEY,
  mandate,
  NEW_APP,
  NEW_KEY,
  NEW_SHEET,
  NOW,
  SHEET,
} from './builder.ts';
import {
  admit,
  bind,
  type Chapter,
  chooseSafePassword,
  offerTrust,
  prove,
  refuse,
  row,
  saveCode,
  signedIn,
} from './situations.ts';

const MFA = mandate();
const BOTH = ['totp', 'passkey'] as const;
const HERE = { platformAuthenticator: true };
const SHARED = { platformAuthenticator: true, sharedWorkstation: true };
const MAILED = mandate({ setUpProof: 'mailed-code' });
const INVITED = mandate({ setUpProof: 'invitation-code' });
const DUE = { until: NOW + 7 * DAY_MS, skipsLeft: null };
const SKIPS = { until: null, skipsLeft: 1 };
const GRACE = mandate({ grace: DUE });
const POSTPONED = { setUpPostponedAt: NOW - 1 };
const ONLY_PASSKEY = mandate({ allowedMethods: ['passkey', 'email-code', 'recovery-code'] });
const ONLY_APP = mandate({ allowedMethods: ['totp', 'recovery-code'] });

const SET_UP: Chapter = {
  title: 'Set-up',
  situations: [
    row('S4', 'a mandate, nothing bound', 'the password was right', { account: { mandate: MFA } }, bind(BOTH)),
    row(
      'S4',
      'a mandate, nothing bound',
      'the password was right; passkey was picked',
      { account: { mandate: MFA }, attempt: { chosen: 'passkey' } },
      bind(BOTH, null, 'passkey'),
    ),
    row(
      'S4',
      'a mandate that allows the app only, nothing bound',
      'the password was right; passkey was picked',
      { account: { mandate: ONLY_APP }, attempt: { chosen: 'passkey' } },
      bind(['totp']),
    ),
    row(
      'S4',
      'a mandate that allows passkeys only, nothing bound',
      'the password was right',
      { account: { mandate: ONLY_PASSKEY } },
      bind(['passkey']),
    ),
    row(
      'S10',
      'a mandate, nothing bound; a shared workstation',
      'the password was right; passkey was picked',
      { account: { mandate: MFA }, attempt: { chosen: 'passkey' }, browser: SHARED },
      bind(['totp']),
    ),
    row(
      'S10',
      'a mandate that allows passkeys only, nothing bound; a shared workstation',
      'the password was right',
      { account: { mandate: ONLY_PASSKEY }, browser: SHARED },
      bind(['passkey']),
    ),
    row(
      'S4',
      'a mandate, a short password, nothing bound',
      'the password was right',
      { account: { mandate: MFA, passwordMeets: 'with-mfa' } },
      bind(BOTH),
    ),
    row(
      'S4',
      'a mandate, a password that others use or know, nothing bound',
      'the password was right',
      { account: { mandate: MFA, passwordMeets: 'nothing' } },
      bind(BOTH),
    ),
    row(
      'S9',
      'a password that others use or know; the app just bound, the code saved; a platform authenticator',
      'the box was ticked',
      {
        account: { mandate: MFA, passwordMeets: 'nothing', authenticators: [NEW_APP, NEW_SHEET] },
        proofs: [BY_NEW_APP],
        browser: HERE,
      },
      chooseSafePassword,
    ),
    row(
      'S7',
      'the app just bound',
      'password and a code of that app were right',
      { account: { mandate: MFA, authenticators: [NEW_APP] }, proofs: [BY_NEW_APP] },
      saveCode,
    ),
    row(
      'S7',
      'a passkey just bound',
      'password right; the passkey proved itself',
      { account: { mandate: MFA, authenticators: [NEW_KEY] }, proofs: [BY_NEW_KEY] },
      saveCode,
    ),
    row(
      'S9',
      'the app just bound, the code saved; a platform authenticator',
      'the box was ticked',
      { account: { mandate: MFA, authenticators: [NEW_APP, NEW_SHEET] }, proofs: [BY_NEW_APP], browser: HERE },
      offerTrust,
    ),
    row(
      'S13',
      'the app just bound, the code saved',
      'the box was ticked',
      { account: { mandate: MFA, authenticators: [NEW_APP, NEW_SHEET] }, proofs: [BY_NEW_APP] },
      signedIn('pwd otp mfa'),
    ),
    row(
      'S4',
      'an app bound in an earlier attempt that ended before the recovery code',
      'the password was right',
      { account: { mandate: MFA, authenticators: [APP] } },
      prove('totp', 'totp', 'email-code'),
    ),
    row(
      'S4',
      'nothing bound; a veto froze set-up',
      'the password was right',
      { account: { mandate: MFA, setUpFrozenAt: NOW - 1 } },
      refuse('set-up-frozen'),
    ),
    row(
      'S4',
      'nothing bound, in grace; a veto froze set-up',
      'the password was right',
      { account: { mandate: GRACE, setUpFrozenAt: NOW - 1 } },
      refuse('set-up-frozen'),
    ),
    row(
      'S4',
      'an app; a veto froze set-up',
      'the password was right',
      { account: { mandate: MFA, authenticators: [APP, SHEET], setUpFrozenAt: NOW - 1 } },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'S4',
      'nothing bound; the mandate allows nothing that can be set up',
      'the password was right',
      { account: { mandate: mandate({ allowedMethods: ['email-code'] }) } },
      refuse('no-method-left'),
    ),
  ],
};

const ADMISSION: Chapter = {
  title: 'What opens the set-up',
  situations: [
    row(
      'B',
      'nothing bound; set-up needs a mailed code',
      'the password was right',
      { account: { mandate: MAILED } },
      admit('email-code'),
    ),
    row(
      'B',
      'nothing bound; set-up needs a mailed code',
      'password and mailed code were right',
      { account: { mandate: MAILED }, proofs: [BY_MAIL] },
      bind(BOTH),
    ),
    row(
      'B',
      'a passkey just bound that did not prove itself',
      'the mailed code only opened the set-up',
      { account: { mandate: MAILED, authenticators: [NEW_KEY] }, proofs: [BY_MAIL] },
      prove('passkey', 'passkey', 'email-code'),
    ),
    row(
      'B',
      'the app just bound, the code saved',
      'a mailed code opened the set-up; it is no amr value',
      { account: { mandate: MAILED, authenticators: [NEW_APP, NEW_SHEET] }, proofs: [BY_MAIL, BY_NEW_APP] },
      signedIn('pwd otp mfa'),
    ),
    row(
      'B',
      'nothing bound; set-up needs an invitation code, one lives',
      'the password was right',
      { account: { mandate: INVITED, invitationCodeLive: true } },
      admit('invitation-code'),
    ),
    row(
      'B',
      'nothing bound; set-up needs an invitation code, none lives',
      'the password was right',
      { account: { mandate: INVITED } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'nothing bound; the invitation code was used up by this attempt',
      'password and invitation code were right',
      { account: { mandate: INVITED }, proofs: [BY_INVITATION] },
      bind(BOTH),
    ),
    row(
      'B',
      'nothing bound, unused for 90 days',
      'the password was right',
      { account: { mandate: MFA, lastSignInAt: NOW - 90 * DAY_MS } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'nothing bound, unused for 89 days',
      'the password was right',
      { account: { mandate: MFA, lastSignInAt: NOW - 89 * DAY_MS } },
      bind(BOTH),
    ),
    row(
      'B',
      'nothing bound, created 90 days ago and never used',
      'the password was right',
      { account: { mandate: MFA, createdAt: NOW - 90 * DAY_MS, lastSignInAt: null } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'nothing bound, created today',
      'the password was right',
      { account: { mandate: MFA, createdAt: NOW - 1, lastSignInAt: null } },
      bind(BOTH),
    ),
    row(
      'B',
      'nothing bound, unused for 90 days; an invitation code lives',
      'the password was right',
      { account: { mandate: MFA, lastSignInAt: NOW - 90 * DAY_MS, invitationCodeLive: true } },
      admit('invitation-code'),
    ),
    row(
      'B',
      'nothing bound; the password was reset by mail; set-up needs a mailed code',
      'password and mailed code were right',
      { account: { mandate: MAILED, passwordResetByMailAt: NOW - 1, invitationCodeLive: true }, proofs: [BY_MAIL] },
      admit('invitation-code'),
    ),
    row(
      'B',
      'nothing bound; the password was reset by mail',
      'the password was right',
      { account: { mandate: MFA, passwordResetByMailAt: NOW - 1 } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'a passkey just bound; the password was reset by mail before',
      'password, invitation code and that passkey were right',
      {
        account: { mandate: ONLY_PASSKEY, passwordResetByMailAt: NOW - HOUR_MS, authenticators: [NEW_KEY, NEW_SHEET] },
        proofs: [BY_INVITATION, BY_NEW_KEY],
      },
      signedIn('pwd pop user mfa'),
    ),
    row(
      'B',
      'nothing bound; set-up needs a mailed code',
      'five tries were taken in this attempt',
      { account: { mandate: MAILED }, attempt: { triesTaken: 5 } },
      refuse('too-many-tries'),
    ),
  ],
};

const GRACE_CHAPTER: Chapter = {
  title: 'Grace',
  situations: [
    row(
      'B',
      'nothing bound; set-up is due in a week',
      'the password was right',
      { account: { mandate: GRACE } },
      bind(BOTH, DUE),
    ),
    row(
      'B',
      'nothing bound; set-up is due in a week',
      'Set up later was used',
      { account: { mandate: GRACE }, attempt: POSTPONED },
      signedIn('pwd'),
    ),
    row(
      'B',
      'nothing bound; set-up is due now',
      'Set up later was used before',
      { account: { mandate: MFA }, attempt: POSTPONED },
      bind(BOTH),
    ),
    row(
      'B',
      'nothing bound; one skip left',
      'the password was right',
      { account: { mandate: mandate({ grace: SKIPS }) } },
      bind(BOTH, SKIPS),
    ),
    row(
      'B',
      'nothing bound; no skip left',
      'the password was right',
      { account: { mandate: mandate({ grace: { until: null, skipsLeft: 0 } }) } },
      bind(BOTH),
    ),
    row(
      'B',
      'nothing bound; no skip left',
      'the last skip was used in this attempt',
      { account: { mandate: mandate({ grace: { until: null, skipsLeft: 0 } }) }, attempt: POSTPONED },
      signedIn('pwd'),
    ),
    row(
      'B',
      'nothing bound; set-up is due in a week',
      'Set up later was used; aal2 is demanded',
      { account: { mandate: GRACE }, attempt: { ...POSTPONED, demandedAcr: 'aal2' } },
      refuse('demand-unmet'),
    ),
    row(
      'B',
      'an app, in grace',
      'Set up later was used',
      { account: { mandate: GRACE, authenticators: [APP, SHEET] }, attempt: POSTPONED },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'B',
      'nothing bound; due in a week; set-up needs an invitation code, none lives',
      'the password was right',
      { account: { mandate: mandate({ grace: DUE, setUpProof: 'invitation-code' }) } },
      signedIn('pwd'),
    ),
    row(
      'B',
      'nothing bound; one skip left; set-up needs an invitation code, none lives',
      'the password was right',
      { account: { mandate: mandate({ grace: SKIPS, setUpProof: 'invitation-code' }) } },
      refuse('no-method-left'),
    ),
    row(
      'B',
      'nothing bound; due in a week; set-up needs a mailed code',
      'mailed code right, then Set up later',
      {
        account: { mandate: mandate({ grace: DUE, setUpProof: 'mailed-code' }) },
        proofs: [BY_MAIL],
        attempt: POSTPONED,
      },
      signedIn('pwd'),
    ),
  ],
};

export const SET_UP_CHAPTERS: readonly Chapter[] = [SET_UP, ADMISSION, GRACE_CHAPTER];
