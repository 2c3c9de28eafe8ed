import { DAY_MS, HOUR_MS } from '../../src/platform/kernel/time.ts';
import {
  APP,
  again,
  BY_APP,
  BY_INVITATION,
  BY_KEY,
  BY_MAIL,
  GOING_ON,
  id,
  KEY,
  mandate,
  NOW,
  PASSWORD,
  type Said,
  SHEET,
} from './builder.ts';
import {
  admit,
  askPassword,
  bind,
  type Chapter,
  choosePassword,
  offerTrust,
  prove,
  refuse,
  row,
  saveCode,
  signedIn,
} from './situations.ts';

const MFA = mandate();
const WEEK = { until: NOW + 7 * DAY_MS, skipsLeft: null };
export const ENROLLED = { mandate: MFA, authenticators: [APP, SHEET] };
export const WITH_KEY = { mandate: MFA, authenticators: [APP, KEY, SHEET] };
export const HERE = { browser: { trustedPasskeyIds: [id('key')] } };
const ONLY_PASSKEYS = mandate({ allowedMethods: ['passkey'], grace: WEEK });
export const FULL = { proofLane: { closedUntil: NOW + HOUR_MS } };
export const WISHES_AAL2 = { demandedAcr: 'aal2', demandVoluntary: true } as const;
export const WISHES_PHR = { demandedAcr: 'phr', demandVoluntary: true } as const;
const AGAIN = again(PASSWORD);

/** An attempt that goes on from a session with these proofs; those of `again` were made since. */
export const goesOn = (proofs: Said['proofs'], attempt: Said['attempt'] = {}): Said => ({
  attempt: { ...attempt, freshSince: GOING_ON },
  proofs: proofs ?? [],
});

const WISHES: Chapter = {
  title: 'An application wishes for more',
  situations: [
    row(
      'D',
      'nothing bound, no mandate',
      'the password was right; aal2 is wished for',
      { account: {}, attempt: WISHES_AAL2 },
      signedIn('pwd'),
    ),
    row(
      'D',
      'app and recovery code, no mandate',
      'the password was right; aal2 is wished for',
      { account: { authenticators: [APP, SHEET] }, attempt: WISHES_AAL2 },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app and recovery code',
      'password and mailed code were right; aal2 is wished for',
      { account: ENROLLED, proofs: [BY_MAIL], attempt: WISHES_AAL2 },
      signedIn('pwd email'),
    ),
    row(
      'D',
      'app, this device\u2019s passkey',
      'the password was right; phr is wished for',
      { account: WITH_KEY, attempt: WISHES_PHR, ...HERE },
      prove('passkey', 'totp', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app, this device\u2019s passkey',
      'password and app were right; phr is wished for',
      { account: WITH_KEY, proofs: [BY_APP], attempt: WISHES_PHR, ...HERE },
      signedIn('pwd otp mfa'),
    ),
    row(
      'D',
      'app, another device\u2019s passkey',
      'password and app were right; phr is wished for',
      { account: WITH_KEY, proofs: [BY_APP], attempt: WISHES_PHR },
      signedIn('pwd otp mfa'),
    ),
    row(
      'D',
      'nothing bound; set-up is due in a week',
      'Set up later was used; aal2 is wished for',
      {
        account: { mandate: mandate({ grace: WEEK }) },
        attempt: { ...WISHES_AAL2, setUpPostponedAt: NOW - 1 },
      },
      signedIn('pwd'),
    ),
    row(
      'D',
      'app; too many tries over all',
      'password and mailed code were right before; aal2 is wished for',
      { account: { ...ENROLLED, ...FULL }, proofs: [BY_MAIL], attempt: WISHES_AAL2 },
      signedIn('pwd email'),
    ),
  ],
};

const FRESH: Chapter = {
  title: 'A session goes on, and an application wants a fresh proof',
  situations: [
    row(
      'D',
      'app and recovery code; a session by password and app',
      'nothing yet',
      { account: ENROLLED, ...goesOn([BY_APP]) },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app and recovery code; a session by password and app',
      'the app was right again',
      { account: ENROLLED, ...goesOn([BY_APP, again(BY_APP)]) },
      signedIn('pwd otp mfa'),
    ),
    row('D', 'a session by the password alone', 'nothing yet', { account: {}, ...goesOn([]) }, askPassword),
    row(
      'D',
      'a session by the password alone',
      'the password was right again',
      { account: {}, ...goesOn([AGAIN]) },
      signedIn('pwd'),
    ),
    row(
      'D',
      'a session by the password alone, a recovery code left over',
      'nothing yet',
      { account: { authenticators: [SHEET] }, ...goesOn([]) },
      askPassword,
    ),
    row(
      'D',
      'app and recovery code; a session by password and mailed code',
      'nothing yet: the mailed code does not go on',
      { account: ENROLLED, ...goesOn([]) },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'S9',
      'app and recovery code; a session by password and app; a platform authenticator',
      'nothing yet: trust is offered after a fresh proof',
      { account: ENROLLED, ...goesOn([BY_APP]), browser: { platformAuthenticator: true } },
      prove('totp', 'totp', 'email-code', 'recovery-code'),
    ),
    row(
      'S9',
      'app and recovery code; a session by password and app; a platform authenticator',
      'the app was right again',
      { account: ENROLLED, ...goesOn([BY_APP, again(BY_APP)]), browser: { platformAuthenticator: true } },
      offerTrust,
    ),
    row(
      'S8',
      'an app, no recovery code; a session by password and app',
      'nothing yet: the code is shown after a fresh proof',
      { account: { mandate: MFA, authenticators: [APP] }, ...goesOn([BY_APP]) },
      prove('totp', 'totp', 'email-code'),
    ),
    row(
      'S8',
      'an app, no recovery code; a session by password and app',
      'the app was right again',
      { account: { mandate: MFA, authenticators: [APP] }, ...goesOn([BY_APP, again(BY_APP)]) },
      saveCode,
    ),
    row(
      'S4',
      'nothing bound, in grace; a session by the password alone',
      'nothing yet: set-up begins after a fresh proof',
      { account: { mandate: mandate({ grace: WEEK }) }, ...goesOn([]) },
      askPassword,
    ),
    row(
      'S4',
      'nothing bound, in grace; a session by the password alone',
      'the password was right again',
      { account: { mandate: mandate({ grace: WEEK }) }, ...goesOn([AGAIN]) },
      bind(['totp', 'passkey'], WEEK),
    ),
    row(
      'S4',
      'nothing bound, in grace, set-up needs an invitation code; a session by the password alone',
      'the invitation code was right: it opens the set-up and is no fresh proof',
      {
        account: { mandate: mandate({ grace: WEEK, setUpProof: 'invitation-code' }), invitationCodeLive: true },
        ...goesOn([again(BY_INVITATION)]),
      },
      askPassword,
    ),
    row(
      'B',
      'an app; only passkeys are accepted, due in a week; a session by password and app',
      'nothing yet',
      { account: { mandate: ONLY_PASSKEYS, authenticators: [APP] }, ...goesOn([BY_APP]) },
      admit('totp'),
    ),
    row(
      'B',
      'an app; only passkeys are accepted, due in a week; a session by password and app',
      'the app was right again',
      { account: { mandate: ONLY_PASSKEYS, authenticators: [APP] }, ...goesOn([BY_APP, again(BY_APP)]) },
      bind(['passkey'], WEEK),
    ),
    row(
      'B',
      'a password too short to stand alone; a session by it',
      'nothing yet: another is chosen after a fresh proof',
      { account: { passwordMeets: 'with-mfa' }, ...goesOn([]) },
      askPassword,
    ),
    row(
      'B',
      'a password too short to stand alone; a session by it',
      'the password was right again',
      { account: { passwordMeets: 'with-mfa' }, ...goesOn([AGAIN]) },
      choosePassword,
    ),
    row(
      'B',
      'app and recovery code; a session by password and app; too many tries over all',
      'nothing yet',
      { account: { ...ENROLLED, ...FULL }, ...goesOn([BY_APP]) },
      refuse('too-many-tries', NOW + HOUR_MS),
    ),
    row(
      'B',
      'app, passkey; a session by password and app; too many tries over all',
      'nothing yet',
      { account: { ...WITH_KEY, ...FULL }, ...goesOn([BY_APP]) },
      prove('passkey'),
    ),
  ],
};

const BOTH: Chapter = {
  title: 'A session goes on, and an application wants more and a fresh proof',
  situations: [
    row(
      'D',
      'app, another device\u2019s passkey; a session by password and app',
      'nothing yet; phr is demanded',
      { account: WITH_KEY, ...goesOn([BY_APP], { demandedAcr: 'phr' }) },
      prove('passkey'),
    ),
    row(
      'D',
      'app, another device\u2019s passkey; a session by password and app',
      'the passkey was right; phr is demanded',
      { account: WITH_KEY, ...goesOn([BY_APP, again(BY_KEY)], { demandedAcr: 'phr' }) },
      signedIn('pwd otp pop user mfa'),
    ),
    row(
      'D',
      'app, passkey; a session by password and passkey',
      'nothing yet; phr is demanded, which the session reached',
      { account: WITH_KEY, ...goesOn([BY_KEY], { demandedAcr: 'phr' }), ...HERE },
      prove('passkey', 'totp', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app, passkey; a session by password and passkey',
      'the app was right; phr is demanded, which the session reached',
      { account: WITH_KEY, ...goesOn([BY_KEY, again(BY_APP)], { demandedAcr: 'phr' }), ...HERE },
      signedIn('pwd pop user otp mfa'),
    ),
    row(
      'D',
      'app, this device\u2019s passkey; a session by password and app',
      'nothing yet; phr is wished for',
      { account: WITH_KEY, ...goesOn([BY_APP], WISHES_PHR), ...HERE },
      prove('passkey', 'totp', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app, this device\u2019s passkey; a session by password and app',
      'the app was right again; phr is wished for',
      { account: WITH_KEY, ...goesOn([BY_APP, again(BY_APP)], WISHES_PHR), ...HERE },
      signedIn('pwd otp mfa'),
    ),
    row(
      'D',
      'app, another device\u2019s passkey; a session by password and app',
      'nothing yet; phr is wished for',
      { account: WITH_KEY, ...goesOn([BY_APP], WISHES_PHR) },
      prove('totp', 'totp', 'passkey', 'email-code', 'recovery-code'),
    ),
    row(
      'D',
      'app and recovery code; a session by password and app; a platform authenticator',
      'the app was right again; phr is demanded: first this device can be trusted',
      {
        account: ENROLLED,
        ...goesOn([BY_APP, again(BY_APP)], { demandedAcr: 'phr' }),
        browser: { platformAuthenticator: true },
      },
      offerTrust,
    ),
  ],
};

export const APPLICATION_CHAPTERS: readonly Chapter[] = [WISHES, FRESH, BOTH];
