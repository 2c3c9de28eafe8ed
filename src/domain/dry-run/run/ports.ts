import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import type { MemberOutline } from '../decide/outline.ts';

/** A member and what decides what they would meet. Members of one page who are alike share the outline. */
export interface Outlined {
  readonly accountId: AccountId;
  readonly outline: MemberOutline;
}

/** Members who share an outline. */
export interface AlikeMembers {
  readonly outline: MemberOutline;
  readonly people: number;
}

/** When a dry run is. Who has not signed in after `dormantSince` is dormant, and what was not used after it is unused. */
export interface OutlinedAt {
  readonly now: EpochMs;
  readonly dormantSince: EpochMs;
}

/** Accepted members of an organization, by account id. */
export interface MemberReads {
  /** After one of them. */
  outlines(id: OrganizationId, at: OutlinedAt, after: AccountId | null, limit: number): Promise<readonly Outlined[]>;
  /** The same page, put together where members are alike; `last`: of the page, null where it is empty. */
  alike(
    id: OrganizationId,
    at: OutlinedAt,
    after: AccountId | null,
    limit: number,
  ): Promise<{ readonly members: readonly AlikeMembers[]; readonly last: AccountId | null }>;
  /** These of them, as a sign-in sees them. */
  snapshots(ids: readonly AccountId[]): Promise<readonly AccountSnapshot[]>;
}
