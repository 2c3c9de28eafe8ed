import {
  APP,
  again,
  BY_APP,
  BY_KEY,
  BY_MAIL,
  BY_SHEET,
  KEY,
  LOST_APP,
  mandate,
  NEW_SHEET,
  NOW,
  PASSWORD,
  SHEET,
} from './builder.ts';
import { askAppKept, type Chapter, prove, refuse, replaceCode, row, signedIn } from './situations.ts';
import { goesOn } from './situations-applications.ts';

const ENROLLED = { mandate: mandate(), authenticators: [APP, SHEET] };
const AGAIN = again(PASSWORD);
const BY_OWN = { freshBy: 'own' } as const;

/** A page of one's own that changes something goes on from a session as an application's request does, and asks for more. */
export const OWN: Chapter = {
  title: 'A page of one\u2019s own asks for a fresh proof',
  situations: [
    row(
      'A20',
      'app and recovery code; a session by password and app',
      'nothing yet: only what is the account\u2019s own',
      { account: ENROLLED, ...goesOn([BY_APP], BY_OWN) },
      prove('totp', 'totp'),
    ),
    row(
      'A20',
      'app and recovery code; a session by password and app',
      'a mailed code was right: it changes nothing',
      { account: ENROLLED, ...goesOn([BY_APP, again(BY_MAIL)], BY_OWN) },
      prove('totp', 'totp'),
    ),
    row(
      'A20',
      'app and recovery code; a session by password and mailed code',
      'nothing yet: only what is the account\u2019s own',
      { account: ENROLLED, ...goesOn([], BY_OWN) },
      prove('totp', 'totp'),
    ),
    row(
      'A20',
      'app and recovery code; a session by password and app',
      'the app was right again',
      { account: ENROLLED, ...goesOn([BY_APP, again(BY_APP)], BY_OWN) },
      signedIn('pwd otp mfa'),
    ),
    row(
      'A20',
      'app and recovery code, the app not accepted any more; a session by password',
      'nothing yet: nothing of its own can be asked for',
      {
        account: { authenticators: [KEY, SHEET], passwordResetByMailAt: NOW },
        ...goesOn([BY_KEY], BY_OWN),
      },
      refuse('no-method-left'),
    ),
    row(
      'A20',
      'nothing bound; a session by the password alone',
      'the password was right again',
      { account: {}, ...goesOn([AGAIN], BY_OWN) },
      signedIn('pwd'),
    ),
    row(
      'N18',
      'an app that was reported lost, passkey and recovery code; a session by password and app',
      'the page of the app asks for a fresh proof: nothing of the lost one',
      { account: { mandate: mandate(), authenticators: [LOST_APP, KEY, SHEET] }, ...goesOn([again(BY_APP)], BY_OWN) },
      prove('passkey', 'passkey'),
    ),
    row(
      'N18',
      'an app that was reported lost, and nothing else; a session by password and mailed code',
      'the page of the app asks for a fresh proof: a mailbox gives no app back',
      { account: { mandate: mandate(), authenticators: [LOST_APP] }, ...goesOn([again(BY_MAIL)], BY_OWN) },
      refuse('no-method-left'),
    ),
  ],
};

const LOST = { mandate: mandate(), authenticators: [LOST_APP, SHEET] };

/** A lost phone is reported by whoever knows the password: the app rests, and nothing is gained by that. */
export const LOST_PHONE: Chapter = {
  title: 'A lost phone is reported',
  situations: [
    row(
      'N18',
      'an app that was reported lost, and a recovery code',
      'the password was right',
      { account: LOST },
      prove('recovery-code', 'email-code', 'recovery-code'),
    ),
    row(
      'N18',
      'an app that was reported lost, and a passkey',
      'the password was right',
      { account: { mandate: mandate(), authenticators: [LOST_APP, KEY] } },
      prove('passkey', 'passkey', 'email-code'),
    ),
    row(
      'N18',
      'an app that was reported lost, and nothing else, where no mail is accepted',
      'the password was right: no set-up opens',
      { account: { mandate: mandate({ allowedMethods: ['totp'] }), authenticators: [LOST_APP] } },
      refuse('no-method-left'),
    ),
    row(
      'N18',
      'an app that was reported lost, of a kind that is not accepted any more',
      'the password was right: it opens no set-up of another',
      { account: { mandate: mandate({ allowedMethods: ['passkey'] }), authenticators: [LOST_APP] } },
      refuse('no-method-left'),
    ),
    row(
      'N18',
      'an app that was reported lost, and a recovery code',
      'the app had been right in this attempt before',
      { account: LOST, proofs: [BY_APP] },
      prove('recovery-code', 'email-code', 'recovery-code'),
    ),
    row(
      'S19',
      'an app that was reported lost, and a recovery code',
      'the recovery code was right',
      { account: LOST, proofs: [BY_SHEET] },
      replaceCode,
    ),
    row(
      'S19',
      'an app that was reported lost, and a new recovery code',
      'the recovery code was right, and the new one saved',
      { account: { mandate: mandate(), authenticators: [LOST_APP, NEW_SHEET] }, proofs: [BY_SHEET] },
      askAppKept,
    ),
  ],
};
