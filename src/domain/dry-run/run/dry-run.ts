import type { Clock } from '../../../platform/clock.ts';
import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { nextTurn } from '../../../platform/turns.ts';
import type { AccountId, MemberKind } from '../../accounts/decide/account.ts';
import type { Mandate, Organization } from '../../organizations/decide/mandate.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { type MandateTerms, mandateOf, mandateProblem, usualMandate } from '../../organizations/run/terms.ts';
import { DORMANT_MS } from '../../sign-in/decide/situation.ts';
import type { Step } from '../../sign-in/decide/step.ts';
import { isSuspended } from '../../sign-in/run/bindings.ts';
import type { SignInDeps } from '../../sign-in/run/deps.ts';
import { foresee, stepElsewhere } from '../../sign-in/run/foresee.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { accountLike, type MemberOutline, outlineKey } from '../decide/outline.ts';
import { countSeen, type DryRunCounts, type Outlook, outlookOf, type Seen } from '../decide/outlook.ts';
import type { MemberReads } from './ports.ts';

const PAGE = 1_000;
/** Members that are put through the core at most: a second's work or two, in pages. */
export const COUNTED_MOST = 100_000;

/** A member in a dry run, for a list. */
export interface SeenPerson extends Seen {
  readonly accountId: AccountId;
  readonly name: string;
  /** After a right password, in a browser that the account does not know. */
  readonly step: Step;
}

/** A page of them. `only`: those who meet this; null: everybody. */
export interface PeoplePage {
  readonly only: Outlook | null;
  readonly after: AccountId | null;
  readonly limit: number;
}

/** What a mandate would do. Nothing is written. */
export interface DryRun {
  /** Counts everybody, or the first {@link COUNTED_MOST}, and then says so. */
  count(organization: Organization, mandate: Mandate): Promise<DryRunCounts & { readonly complete: boolean }>;
  /** By account id. */
  people(organization: Organization, mandate: Mandate, page: PeoplePage): Promise<readonly SeenPerson[]>;
}

/** What it works with. */
export interface DryRunDeps extends Pick<SignInDeps, 'methods' | 'sealing'> {
  readonly members: MemberReads;
  readonly clock: Clock;
  /** Members that are read in one go; absent: 1,000, about 10 ms of SQLite, during which nobody else is answered. */
  readonly pageSize?: number;
}

/** The mandate that an organization would have on these terms, or why it cannot. */
export function trialMandate(
  { kind, disabledAt, mandate }: Organization,
  terms: MandateTerms,
  now: EpochMs,
): Result<Mandate, Refusal> {
  if (kind === 'solo') return because('solo-organization');
  if (disabledAt !== null) return because('organization-disabled');
  const trial = mandateOf(terms, mandate ?? usualMandate(now));
  const problem = mandateProblem(trial, mandate, now);
  return problem === null ? ok(trial) : because(problem);
}

/**
 * Puts members through the core that will decide at their next sign-in: of those who are alike in all that it decides by, one. Only
 * whom a page lists is looked at alone.
 */
export function createDryRun(deps: DryRunDeps): DryRun {
  const size = deps.pageSize ?? PAGE;

  /** Whoever meets this, from somebody on. */
  async function idsOf(organization: Organization, mandate: Mandate, { only, ...page }: PeoplePage) {
    const { at, seen } = asked(organization, mandate, deps.clock.now());
    const ids: AccountId[] = [];
    // Where everybody is listed, nobody is passed over.
    const most = only === null ? Math.min(size, page.limit) : size;
    for (let { after } = page, left = COUNTED_MOST; left > 0; left -= most) {
      const members = await deps.members.outlines(organization.id, at, after, most);
      const found = members.filter(({ outline }) => only === null || seen(outline).outlook === only);
      ids.push(...found.map(({ accountId }) => accountId));
      if (ids.length >= page.limit || members.length < most) break;
      after = members.at(-1)?.accountId ?? null;
      await nextTurn();
    }
    return ids.slice(0, page.limit);
  }

  return {
    async count(organization, mandate) {
      const { at, seen } = asked(organization, mandate, deps.clock.now());
      const people = new Map<Seen, number>();
      let after: AccountId | null = null;
      for (let left = COUNTED_MOST; left > 0; left -= size) {
        const { members, last } = await deps.members.alike(organization.id, at, after, size);
        for (const { outline, people: more } of members)
          people.set(seen(outline), (people.get(seen(outline)) ?? 0) + more);
        if (last === null) break;
        after = last;
        await nextTurn();
      }
      const counts = countSeen(
        mandate.allowedMethods,
        [...people].map(([seen, count]) => ({ ...seen, people: count })),
      );
      return { ...counts, complete: counts.people < COUNTED_MOST };
    },
    async people(organization, mandate, page) {
      const snapshots = await deps.members.snapshots(await idsOf(organization, mandate, page));
      return snapshots.map((snapshot) => seenBy(deps, { ...organization, mandate }, mandate, snapshot));
    },
  };
}

function asked(organization: Organization, mandate: Mandate, now: EpochMs) {
  const seen = seenOnce({ ...organization, mandate }, mandate, now);
  return { seen, at: { now, dormantSince: now - DORMANT_MS } };
}

/** Asks the core once about all who are alike. */
function seenOnce(trial: Organization, mandate: Mandate, now: EpochMs): (outline: MemberOutline) => Seen {
  const byKey = new Map<string, Seen>();
  // Those of one page who are alike share the outline.
  const byOutline = new WeakMap<MemberOutline, Seen>();
  return (outline) => {
    const known = byOutline.get(outline);
    if (known !== undefined) return known;
    const key = outlineKey(outline);
    const seen = byKey.get(key) ?? seenLike(trial, mandate, outline, now);
    byKey.set(key, seen);
    byOutline.set(outline, seen);
    return seen;
  };
}

function seenLike(trial: Organization, mandate: Mandate, outline: MemberOutline, now: EpochMs): Seen {
  const live = outline.bound.filter(({ suspended }) => !suspended).map(({ method }) => method);
  const step = stepElsewhere(accountLike(outline, trial, now), now);
  const covered = mandate.coveredKinds.includes(outline.kind);
  return { kind: outline.kind, outlook: outlookOf(covered, step), methods: [...new Set(live)] };
}

/** Tries that were used up are left out: they are forgotten in minutes, and a mandate is not. */
const NO_TRIES = { key: '', version: 0, tries: [] } as const;

function seenBy(deps: DryRunDeps, trial: Organization, mandate: Mandate, snapshot: AccountSnapshot): SeenPerson {
  const memberships = snapshot.memberships.map((one) =>
    one.organization.id === trial.id ? { ...one, organization: trial } : one,
  );
  const kind = memberships.find(({ organization }) => organization.id === trial.id)?.kind as MemberKind;
  const { elsewhere } = foresee(deps, { ...snapshot, memberships }, NO_TRIES, deps.clock.now());
  const live = snapshot.authenticators.filter((row) => !isSuspended(row)).map((row) => row.kind);
  return {
    accountId: snapshot.account.id,
    name: snapshot.account.name,
    kind,
    outlook: outlookOf(mandate.coveredKinds.includes(kind), elsewhere),
    methods: [...new Set(live)],
    step: elsewhere,
  };
}
