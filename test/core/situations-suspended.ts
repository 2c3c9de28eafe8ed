import { APP, BY_APP, BY_KEY, BY_NEW_APP, BY_SHEET, KEY, mandate, NEW_APP, SHEET } from './builder.ts';
import { type Chapter, prove, refuse, replaceApp, replaceCode, row, signedIn } from './situations.ts';

const MFA = mandate();
const LOST_APP = { ...APP, suspended: true };
const LOST_KEY = { ...KEY, suspended: true };

/** An app that its owner reported lost, or that was guessed at too often. */
export const SUSPENDED: Chapter = {
  title: 'An authenticator that is out of use',
  situations: [
    row(
      'N18',
      'a lost app alone, no recovery code',
      'the password was right: nothing is set up anew, support must help',
      { account: { mandate: mandate({ allowedMethods: ['totp'] }), authenticators: [LOST_APP] } },
      refuse('no-method-left'),
    ),
    row(
      'N18',
      'a lost app, a passkey and a recovery code',
      'the password was right',
      { account: { mandate: MFA, authenticators: [LOST_APP, KEY, SHEET] } },
      prove('passkey', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'N18',
      'a lost app without a mandate',
      'the password was right: it opens nothing that the app closed',
      { account: { authenticators: [LOST_APP, SHEET] } },
      prove('recovery-code', 'email-code', 'recovery-code'),
    ),
    row(
      'N10',
      'an app that was guessed at too often and a recovery code',
      'a code of that app was right',
      { account: { mandate: MFA, authenticators: [LOST_APP, SHEET] }, proofs: [BY_APP] },
      prove('recovery-code', 'email-code', 'recovery-code'),
    ),
    row(
      'N10',
      'a passkey that is out of use, and the app',
      'that passkey was proved',
      { account: { mandate: MFA, authenticators: [APP, LOST_KEY, SHEET] }, proofs: [BY_KEY] },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'S19',
      'a lost app',
      'the recovery code was right: the new one first',
      { account: { mandate: MFA, authenticators: [LOST_APP, SHEET] }, proofs: [BY_SHEET] },
      replaceCode,
    ),
    row(
      'S19',
      'a lost app, and a new recovery code',
      'the old recovery code was right: the app is replaced, and nobody is asked whether it is still there',
      {
        account: { mandate: MFA, authenticators: [LOST_APP, { ...SHEET, id: NEW_APP.id }] },
        proofs: [BY_SHEET],
      },
      replaceApp,
    ),
    row(
      'S19',
      'a new app in the place of the lost one, and a new recovery code',
      'the old recovery code was right, and the new app',
      {
        account: { mandate: MFA, authenticators: [NEW_APP, { ...SHEET, id: KEY.id }] },
        proofs: [BY_SHEET, BY_NEW_APP],
      },
      signedIn('pwd rcode otp mfa'),
    ),
  ],
};
