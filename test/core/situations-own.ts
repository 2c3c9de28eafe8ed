import { APP, again, BY_APP, BY_KEY, BY_MAIL, KEY, mandate, NOW, PASSWORD, SHEET } from './builder.ts';
import { type Chapter, prove, refuse, row, signedIn } from './situations.ts';
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
  ],
};
