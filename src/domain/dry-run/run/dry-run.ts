import type { Clock } from '../../../platform/clock.ts';
import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, MemberKind } from '../../accounts/decide/account.ts';
import type { Mandate, Organization } from '../../organizations/decide/mandate.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { type MandateTerms, mandateOf, mandateProblem, usualMandate } from '../../organizations/run/terms.ts';
import type { Step } from '../../sign-in/decide/step.ts';
import { isSuspended } from '../../sign-in/run/bindings.ts';
import type { SignInDeps } from '../../sign-in/run/deps.ts';
import { foresee } from '../../sign-in/run/foresee.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { countSeen, type DryRunCounts, type Outlook, outlookOf, type Seen } from '../decide/outlook.ts';
import type { MemberSnapshots } from './ports.ts';

const PAGE = 500;
/** Members that are put through the core at most: a few seconds' work. */
export const COUNTED_MOST = 20_000;

/** A member in a dry run, for a list. */
export interface SeenPerson extends Seen {
  readonly accountId: AccountId;
  readonly name: string;
  /** After a right password, in a browser that the account does not know. */
  readonly step: Step;
}

/** What a mandate would do. Nothing is written. */
export interface DryRun {
  /** Counts everybody, or the first {@link COUNTED_MOST}, and then says so. */
  count(organization: Organization, mandate: Mandate): Promise<DryRunCounts & { readonly complete: boolean }>;
  /** By account id; `only`: those who meet this. */
  people(
    organization: Organization,
    mandate: Mandate,
    page: { readonly only: Outlook | null; readonly after: AccountId | null; readonly limit: number },
  ): Promise<readonly SeenPerson[]>;
}

/** What it works with. */
export interface DryRunDeps extends Pick<SignInDeps, 'methods' | 'sealing'> {
  readonly memberSnapshots: MemberSnapshots;
  readonly clock: Clock;
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

/** Puts members through the core that will decide at their next sign-in. */
export function createDryRun(deps: DryRunDeps): DryRun {
  async function* everybody(organization: Organization, mandate: Mandate, from: AccountId | null) {
    const trial = { ...organization, mandate };
    let after = from;
    for (let left = COUNTED_MOST; left > 0; left -= PAGE) {
      const page = await deps.memberSnapshots.page(organization.id, after, PAGE);
      yield page.map((snapshot) => seenBy(deps, trial, mandate, snapshot));
      if (page.length < PAGE) return;
      after = page.at(-1)?.account.id ?? null;
    }
  }

  return {
    async count(organization, mandate) {
      const seen: Seen[] = [];
      for await (const page of everybody(organization, mandate, null)) seen.push(...page);
      return { ...countSeen(mandate.allowedMethods, seen), complete: seen.length < COUNTED_MOST };
    },
    async people(organization, mandate, { only, after, limit }) {
      const found: SeenPerson[] = [];
      for await (const page of everybody(organization, mandate, after)) {
        found.push(...page.filter(({ outlook }) => only === null || outlook === only));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
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
