import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { CountedOrganization } from '../decide/all-organizations.ts';
import type { SetUpMethod } from '../decide/coverage.ts';
import type { AgedSet } from '../decide/over-time.ts';
import type { Belonging, SignInCount } from '../decide/sign-ins.ts';

/** A covered member who is not set up. */
export interface MissingMember {
  readonly accountId: AccountId;
  readonly name: string;
  readonly kind: MemberKind;
  readonly memberSince: EpochMs;
  /** How many times set-up was put off. */
  readonly skipsUsed: number;
}

/** Somebody of the staff in a reset, by id; their name while the account exists. */
export interface Acting {
  readonly id: string;
  readonly name: string | null;
}

/** A reset as an auditor sees it. Its reason, ticket and call-back stay sealed. */
export interface ResetEvidence {
  readonly id: string;
  readonly account: Acting;
  readonly openedAt: EpochMs;
  readonly openedBy: Acting;
  readonly needsApproval: boolean;
  readonly approvedAt: EpochMs | null;
  readonly approvedBy: Acting | null;
  readonly carriedOutAt: EpochMs | null;
  readonly carriedOutBy: Acting | null;
  readonly cancelledAt: EpochMs | null;
  readonly vetoedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
}

/** One use of a break-glass account. What the review says stays sealed. */
export interface BreakGlassEvidence {
  readonly account: Acting;
  readonly usedAt: EpochMs;
  readonly reviewedAt: EpochMs | null;
  readonly reviewedBy: Acting | null;
}

/** What evidence counts and lists of an organization's accepted members that are not disabled. */
export interface EvidenceReads {
  /** Those who are alike together. An authenticator that is lost or was guessed at too often is none, as to the core. */
  methodSets(id: OrganizationId, now: EpochMs): Promise<readonly AgedSet[]>;
  /** By account id, after one of them. */
  missing(
    id: OrganizationId,
    among: { readonly methods: readonly SetUpMethod[]; readonly kinds: readonly MemberKind[] },
    after: AccountId | null,
    limit: number,
  ): Promise<readonly MissingMember[]>;
  /** Resets of members that were opened at or after a moment, oldest first. */
  resets(id: OrganizationId, since: EpochMs): Promise<readonly ResetEvidence[]>;
  /** Uses of the installation's break-glass accounts at or after a moment, oldest first: whoever holds one reaches every organization. */
  breakGlass(since: EpochMs): Promise<readonly BreakGlassEvidence[]>;
}

/** Counts of sign-ins by organization and week, kept beside the trail that they come from. */
export interface SignInCounts {
  /** The number of the last row that is counted; 0: none is. */
  countedTo(): Promise<number>;
  /** Adds counts of the rows after `from` up to `to`. False, and nothing is added, when somebody counted on from there already. */
  add(counts: readonly SignInCount[], from: number, to: number): Promise<boolean>;
  /** Where people belong now; whoever did not accept yet belongs nowhere. */
  belongings(accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, readonly Belonging[]>>;
  /** Of weeks that began at or after a moment. */
  ofOrganization(id: OrganizationId, since: EpochMs): Promise<readonly SignInCount[]>;
}

/** How many were covered and set up over all organizations when a week was last counted. */
export interface CoverageWeek {
  /** When the week began. */
  readonly week: EpochMs;
  readonly covered: number;
  readonly setUp: number;
}

/** What was counted of all organizations, now and then. */
export interface CoverageCounts {
  /** Begins to count; false while another began after `since`. */
  begin(at: EpochMs, since: EpochMs): Promise<boolean>;
  /** Puts what is counted in place of what was, in a week that began then. */
  replace(week: EpochMs, counted: readonly CountedOrganization[]): Promise<void>;
  /** All are counted. */
  finish(at: EpochMs, totals: CoverageWeek): Promise<void>;
  /** All organizations in no order. Nobody is in one that was not counted yet. */
  all(): Promise<readonly CountedOrganization[]>;
  /** When all were counted; null: not yet. */
  countedAt(): Promise<EpochMs | null>;
  /** Of weeks that began at or after a moment, oldest first. */
  weeks(since: EpochMs): Promise<readonly CoverageWeek[]>;
}
