import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { again, BY_APP, BY_KEY, BY_MAIL, bound, factsOf, GOING_ON, mandate, NOW, type Said, SHEET } from './builder.ts';
import type { StandingSituation } from './situations.ts';
import { ENROLLED, FULL, HERE, WISHES_AAL2, WISHES_PHR, WITH_KEY } from './situations-applications.ts';

const standing = (has: string, asked: string, said: Said, answer: StandingSituation['standing']) => ({
  has,
  asked,
  facts: factsOf(said),
  standing: answer,
});

/** What a session's proofs are worth to an application that asks for something. */
export const STANDINGS: readonly StandingSituation[] = [
  standing('password', 'nothing', { account: {} }, 'met'),
  standing('password', 'aal1', { account: {}, attempt: { demandedAcr: 'aal1' } }, 'met'),
  standing('password; nothing bound', 'aal2', { account: {}, attempt: { demandedAcr: 'aal2' } }, 'unmet'),
  standing('password; nothing bound', 'aal2 as a wish', { account: {}, attempt: WISHES_AAL2 }, 'met'),
  standing(
    'password; a recovery code left over',
    'two-step as a wish',
    { account: { authenticators: [SHEET] }, attempt: { demandedAcr: 'two-step', demandVoluntary: true } },
    'met',
  ),
  standing(
    'password and mailed code; an app',
    'aal2',
    { account: ENROLLED, proofs: [BY_MAIL], attempt: { demandedAcr: 'aal2' } },
    'ask',
  ),
  standing(
    'password and mailed code; an app',
    'aal2 as a wish',
    { account: ENROLLED, proofs: [BY_MAIL], attempt: WISHES_AAL2 },
    'ask',
  ),
  standing(
    'password and mailed code; an app, too many tries',
    'aal2 as a wish',
    { account: { ...ENROLLED, ...FULL }, proofs: [BY_MAIL], attempt: WISHES_AAL2 },
    'met',
  ),
  standing(
    'password and mailed code; an app, too many tries',
    'aal2',
    { account: { ...ENROLLED, ...FULL }, proofs: [BY_MAIL], attempt: { demandedAcr: 'aal2' } },
    'ask',
  ),
  standing(
    'password and app; a passkey of this device',
    'phr as a wish',
    { account: WITH_KEY, proofs: [BY_APP], attempt: WISHES_PHR, ...HERE },
    'ask',
  ),
  standing(
    'password and app; a passkey elsewhere',
    'phr as a wish',
    { account: WITH_KEY, proofs: [BY_APP], attempt: WISHES_PHR },
    'met',
  ),
  standing(
    'password and app; a passkey elsewhere',
    'phr',
    { account: WITH_KEY, proofs: [BY_APP], attempt: { demandedAcr: 'phr' } },
    'ask',
  ),
  standing(
    'password and app; no passkey, and a shared workstation keeps none',
    'phr',
    {
      account: ENROLLED,
      proofs: [BY_APP],
      attempt: { demandedAcr: 'phr' },
      browser: { sharedWorkstation: true },
    },
    'unmet',
  ),
  standing(
    'password and app; no passkey, which could be made',
    'phr',
    { account: ENROLLED, proofs: [BY_APP], attempt: { demandedAcr: 'phr' } },
    'ask',
  ),
  standing(
    'password and app; no passkey, and none is accepted',
    'phr',
    {
      account: { ...ENROLLED, mandate: mandate({ allowedMethods: ['totp'] }) },
      proofs: [BY_APP],
      attempt: { demandedAcr: 'phr' },
    },
    'unmet',
  ),
  standing(
    'password and app; no passkey, and set-up is frozen',
    'phr',
    { account: { ...ENROLLED, setUpFrozenAt: NOW - 1 }, proofs: [BY_APP], attempt: { demandedAcr: 'phr' } },
    'unmet',
  ),
  standing(
    'password and passkey',
    'aal2',
    { account: WITH_KEY, proofs: [BY_KEY], attempt: { demandedAcr: 'aal2' } },
    'met',
  ),
  standing(
    'password and app, of two minutes ago',
    'a proof of the last minute',
    { account: ENROLLED, proofs: [BY_APP], attempt: { freshSince: GOING_ON } },
    'ask',
  ),
  standing(
    'password and app, of two minutes ago',
    'a proof of the last two minutes',
    { account: ENROLLED, proofs: [BY_APP], attempt: { freshSince: NOW - 2 * MINUTE_MS } },
    'met',
  ),
  standing(
    'password and app of two minutes ago, a mailed code since',
    'a proof of the last minute by what is the account\u2019s own',
    {
      account: ENROLLED,
      proofs: [BY_APP, again(BY_MAIL)],
      attempt: { demandedAcr: 'aal2', freshSince: GOING_ON, freshBy: 'own' },
    },
    'ask',
  ),
  standing(
    'password and an app that was removed since',
    'aal2',
    {
      account: { authenticators: [bound('other', 'totp')] },
      proofs: [BY_APP],
      attempt: { demandedAcr: 'aal2' },
    },
    'ask',
  ),
];
