import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import type { CombinedMandate, SelectableMethod } from '../../src/domain/organizations/decide/mandate.ts';
import type { Acr } from '../../src/domain/sign-in/decide/acr.ts';
import type {
  AccountFacts,
  BoundAuthenticator,
  BrowserFacts,
  Facts,
  Proof,
} from '../../src/domain/sign-in/decide/facts.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import {
  ALL_METHODS,
  APP,
  again,
  BY_APP,
  BY_INVITATION,
  BY_KEY,
  BY_MAIL,
  BY_NEW_APP,
  BY_PASS,
  BY_SHEET,
  BY_UNVERIFIED_KEY,
  bound,
  factsOf,
  GOING_ON,
  id,
  KEY,
  mandate,
  NEW_APP,
  NEW_SHEET,
  NOW,
  OTHER_KEY,
  PASSWORD,
  SHEET,
} from './builder.ts';

type Picks<Dimensions extends Record<string, readonly unknown[]>> = {
  readonly [Name in keyof Dimensions]: Dimensions[Name][number];
};

/** Every combination of the classes of some facts that bear on one another. */
export interface World {
  readonly name: string;
  readonly size: number;
  /** The `n`-th combination. */
  at(n: number): Facts;
}

function world<const Dimensions extends Record<string, readonly unknown[]>>(
  name: string,
  dimensions: Dimensions,
  build: (picks: Picks<Dimensions>) => Facts,
): World {
  const entries = Object.entries(dimensions);
  return {
    name,
    size: entries.reduce((size, [, classes]) => size * classes.length, 1),
    at(n) {
      const picks: Record<string, unknown> = {};
      let rest = n;
      for (const [key, classes] of entries) {
        picks[key] = classes[rest % classes.length];
        rest = Math.floor(rest / classes.length);
      }
      return build(picks as Picks<Dimensions>);
    },
  };
}

/** All subsets, the empty one first. */
function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, index) => (bits >> index) & 1));
}

/** One of each list, joined. */
function joined<T>(...lists: readonly (readonly (readonly T[])[])[]): readonly (readonly T[])[] {
  return lists.reduce((sofar, list) => sofar.flatMap((some) => list.map((more) => [...some, ...more])), [[]]);
}

const allowing = (methods: readonly SelectableMethod[], over: Partial<CombinedMandate> = {}) =>
  mandate({ allowedMethods: methods, ...over });

/** As if nothing had been used for exactly 90 days. */
function unused(authenticators: readonly BoundAuthenticator[]): readonly BoundAuthenticator[] {
  return authenticators.map((one) => bound(one.id, one.method, NOW - 400 * DAY_MS, NOW - 90 * DAY_MS));
}

const OTHER_APP = bound('other-app', 'totp');
const HELD = joined<BoundAuthenticator>([[], [APP], [APP, OTHER_APP]], [[], [KEY], [KEY, OTHER_KEY]], [[], [SHEET]]);
const ACCEPTED: readonly (CombinedMandate | null)[] = [
  null,
  allowing(ALL_METHODS),
  allowing(['totp']),
  allowing(['passkey']),
  allowing(['totp', 'recovery-code']),
  allowing(['totp', 'email-code']),
  allowing(['passkey', 'email-code', 'recovery-code']),
  allowing(['email-code', 'recovery-code']),
];
const LANE = [
  { closedUntil: null, triesTaken: 0 },
  { closedUntil: NOW, triesTaken: 4 },
  { closedUntil: null, triesTaken: 5 },
  { closedUntil: NOW + HOUR_MS, triesTaken: 0 },
] as const;

/** Who has what, proved what, under which mandate: 2 counts as several. */
const PROVING = world(
  'proving',
  {
    proofs: subsets<Proof>([PASSWORD, BY_APP, BY_KEY, BY_UNVERIFIED_KEY, BY_MAIL, BY_SHEET, BY_PASS, BY_INVITATION]),
    held: [...HELD, ...HELD.filter((one) => one.length > 0).map(unused)],
    mandate: ACCEPTED,
    lane: LANE,
    resetByMail: [null, NOW - HOUR_MS],
  },
  ({ proofs, held, mandate: demands, lane, resetByMail }) =>
    factsOf({
      attempt: { proofs, triesTaken: lane.triesTaken },
      account: {
        authenticators: held,
        mandate: demands,
        passwordResetByMailAt: resetByMail,
        proofLane: { closedUntil: lane.closedUntil },
      },
    }),
);

/** What opens a set-up. */
const SETTING_UP = world(
  'setting up',
  {
    proofs: subsets<Proof>([BY_APP, BY_MAIL, BY_SHEET, BY_PASS, BY_INVITATION]),
    held: [[], [APP], [SHEET]],
    setUpProof: ['none', 'mailed-code', 'invitation-code'],
    accepted: [ALL_METHODS, ['passkey', 'recovery-code']] as readonly (readonly SelectableMethod[])[],
    passAfterReset: [true, false],
    reset: [null, { carriedOutAt: NOW - HOUR_MS, passLive: false }, { carriedOutAt: NOW - HOUR_MS, passLive: true }],
    invitationCodeLive: [true, false],
    resetByMail: [null, NOW],
    lastSignInAt: [null, NOW - 90 * DAY_MS, NOW - 90 * DAY_MS + 1],
    grace: [
      null,
      { until: NOW + DAY_MS, skipsLeft: null },
      { until: null, skipsLeft: 1 },
      { until: null, skipsLeft: 0 },
    ],
    postponedAt: [null, NOW],
    frozenAt: [null, NOW - 1],
  },
  (picks) =>
    factsOf({
      proofs: picks.proofs,
      attempt: { setUpPostponedAt: picks.postponedAt },
      account: {
        authenticators: picks.held,
        createdAt: NOW - DAY_MS,
        lastSignInAt: picks.lastSignInAt,
        reset: picks.reset,
        invitationCodeLive: picks.invitationCodeLive,
        passwordResetByMailAt: picks.resetByMail,
        setUpFrozenAt: picks.frozenAt,
        mandate: mandate({
          allowedMethods: picks.accepted,
          grace: picks.grace,
          setUpProof: picks.setUpProof,
          passAfterReset: picks.passAfterReset,
        }),
      },
    }),
);

/** Browsers that could be trusted, in each state of that, and one of each kind that could not. */
const BROWSERS: readonly BrowserFacts[] = [
  { platformAuthenticator: false, sharedWorkstation: false, trustedPasskeyIds: [], offerTrustAgainAt: null },
  { platformAuthenticator: true, sharedWorkstation: true, trustedPasskeyIds: [], offerTrustAgainAt: null },
  ...[[], [id('key')], [id('removed')]].flatMap((trustedPasskeyIds) =>
    [null, NOW - 1, NOW, NOW + 1].map((offerTrustAgainAt) => ({
      platformAuthenticator: true,
      sharedWorkstation: false,
      trustedPasskeyIds,
      offerTrustAgainAt,
    })),
  ),
];

/** What is saved, replaced, trusted and demanded after the second proof. */
const FINISHING = world(
  'finishing',
  {
    proofs: subsets<Proof>([BY_APP, BY_KEY, BY_MAIL, BY_SHEET, BY_NEW_APP]),
    held: joined<BoundAuthenticator>([[], [APP], [NEW_APP]], [[], [KEY]], [[], [NEW_SHEET]]),
    mandate: [null, allowing(ALL_METHODS), allowing(['totp', 'recovery-code'])],
    appKept: [null, true, false],
    passwordMeets: ['alone', 'nothing'],
    browser: BROWSERS,
    trustAnsweredAt: [null, NOW],
    demandedAcr: [null, 'phr'] as readonly (Acr | null)[],
    frozenAt: [null, NOW - 1],
  },
  (picks) =>
    factsOf({
      proofs: picks.proofs,
      attempt: { appKept: picks.appKept, trustAnsweredAt: picks.trustAnsweredAt, demandedAcr: picks.demandedAcr },
      browser: picks.browser,
      account: {
        authenticators: picks.held,
        mandate: picks.mandate,
        setUpFrozenAt: picks.frozenAt,
        passwordMeets: picks.passwordMeets,
      },
    }),
);

/** Whether an attempt may go on at all, and what is shown first. */
const DOORS = world(
  'doors',
  {
    proofs: subsets<Proof>([PASSWORD, BY_APP, BY_KEY, BY_UNVERIFIED_KEY]),
    held: [[], [APP], [KEY], [APP, KEY, SHEET]],
    mandate: [
      null,
      allowing(ALL_METHODS),
      allowing(ALL_METHODS, { passkeyFirst: true }),
      allowing(['totp'], { passkeyFirst: true }),
    ],
    time: [
      { endedAt: null, expiresAt: NOW + MINUTE_MS },
      { endedAt: null, expiresAt: NOW },
      { endedAt: NOW, expiresAt: NOW + MINUTE_MS },
      { endedAt: NOW + 1, expiresAt: NOW + MINUTE_MS },
    ],
    disabledAt: [null, NOW - 1, NOW + 1],
    passwordClosedUntil: [null, NOW - 1, NOW, NOW + 1],
    passwordMeets: ['alone', 'with-mfa', 'nothing'],
    chosen: [null, 'totp', 'passkey', 'email-code', 'recovery-code', 'one-time-pass'] as readonly (MethodKind | null)[],
    preferredMethod: [null, 'passkey', 'email-code'] as readonly (MethodKind | null)[],
    addressConfirmed: [true, false],
  },
  (picks) =>
    factsOf({
      attempt: { proofs: picks.proofs, chosen: picks.chosen, ...picks.time },
      account: {
        authenticators: picks.held,
        mandate: picks.mandate,
        disabledAt: picks.disabledAt,
        passwordLane: { closedUntil: picks.passwordClosedUntil },
        passwordMeets: picks.passwordMeets,
        preferredMethod: picks.preferredMethod,
        addressConfirmed: picks.addressConfirmed,
      },
    }),
);

const DUE = { until: NOW + DAY_MS, skipsLeft: null };
const DEMANDED = [
  { demandedAcr: null, demandVoluntary: false },
  ...(['two-step', 'aal2', 'phr'] as const).flatMap((demandedAcr) =>
    [true, false].map((demandVoluntary) => ({ demandedAcr, demandVoluntary })),
  ),
];

/** What an application asks of whom, wished for or demanded, with or without a fresh proof. */
const DEMANDING = world(
  'demanding',
  {
    proofs: joined<Proof>(
      [[PASSWORD], [again(PASSWORD)]],
      [[], [BY_APP], [again(BY_APP)]],
      [[], [BY_KEY], [again(BY_KEY)]],
      [[], [again(BY_MAIL)], [again(BY_SHEET)], [again(BY_PASS)]],
    ),
    held: [[], [SHEET], [APP], [KEY], [APP, KEY, SHEET]],
    account: [
      { mandate: null },
      { mandate: null, passwordMeets: 'with-mfa' },
      { mandate: allowing(ALL_METHODS, { grace: DUE }), passwordMeets: 'nothing', postponed: true },
      { mandate: allowing(ALL_METHODS) },
      { mandate: allowing(ALL_METHODS), setUpFrozenAt: NOW - 1 },
      { mandate: allowing(['totp', 'recovery-code']) },
      { mandate: allowing(ALL_METHODS, { grace: DUE }) },
      { mandate: allowing(ALL_METHODS, { grace: DUE }), postponed: true },
      { mandate: allowing(['passkey'], { grace: DUE }) },
    ] as readonly (Partial<AccountFacts> & { readonly postponed?: true })[],
    demanded: DEMANDED,
    freshSince: [null, GOING_ON],
    browser: [BROWSERS[0], BROWSERS[2], BROWSERS[6]],
    lane: [null, NOW + HOUR_MS],
  },
  ({ proofs, held, account: { postponed, ...account }, demanded, freshSince, browser, lane }) =>
    factsOf({
      attempt: { proofs, freshSince, setUpPostponedAt: postponed === true ? NOW : null, ...demanded },
      ...(browser === undefined ? {} : { browser }),
      account: { ...account, authenticators: held, proofLane: { closedUntil: lane } },
    }),
);

const LOST_APP = { ...APP, suspended: true };
const LOST_KEY = { ...KEY, suspended: true };

/** What its owner lost, or what was guessed at too often, stays bound and proves nothing. */
const SUSPENDED = world(
  'suspended',
  {
    proofs: subsets<Proof>([BY_APP, BY_KEY, BY_MAIL, BY_SHEET, BY_NEW_APP]),
    held: joined<BoundAuthenticator>(
      [[], [LOST_APP], [APP], [LOST_APP, OTHER_APP], [LOST_APP, NEW_APP]],
      [[], [LOST_KEY], [KEY], [LOST_KEY, OTHER_KEY]],
      [[], [SHEET], [{ ...SHEET, suspended: true }], [NEW_SHEET]],
    ),
    mandate: [...ACCEPTED, allowing(ALL_METHODS, { grace: DUE })],
    appKept: [null, true, false],
    demandedAcr: [null, 'aal2', 'phr'] as readonly (Acr | null)[],
    frozenAt: [null, NOW - 1],
  },
  (picks) =>
    factsOf({
      proofs: picks.proofs,
      attempt: { appKept: picks.appKept, demandedAcr: picks.demandedAcr },
      account: { authenticators: picks.held, mandate: picks.mandate, setUpFrozenAt: picks.frozenAt },
    }),
);

export const WORLDS: readonly World[] = [PROVING, SETTING_UP, FINISHING, DOORS, DEMANDING, SUSPENDED];

/** Lists of proofs in which a method may come more than once. */
export const PROOF_LISTS: readonly (readonly Proof[])[] = joined<Proof>(
  [[], [PASSWORD], [PASSWORD, PASSWORD]],
  [[], [BY_APP], [BY_APP, BY_NEW_APP]],
  [[], [BY_KEY], [BY_UNVERIFIED_KEY], [BY_UNVERIFIED_KEY, BY_UNVERIFIED_KEY]],
  [[], [BY_MAIL], [BY_MAIL, BY_MAIL]],
  [[], [BY_SHEET], [BY_SHEET, BY_SHEET]],
  [[], [BY_PASS], [BY_INVITATION, BY_PASS]],
);
