import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import type { MemberOutline } from '../decide/outline.ts';

/** A member and what decides what they would meet. Members of one page who are alike share the outline. */
export interface Outlined {
  readonly accountId: AccountId;
  readonly outline: MemberOutline;
}

/** Accepted members of an organization, by account id. */
export interface MemberReads {
  /** After one of them. Who has not signed in after `dormantSince` is dormant, and what was not used after it is unused. */
  outlines(
    id: OrganizationId,
    at: { readonly now: EpochMs; readonly dormantSince: EpochMs },
    after: AccountId | null,
    limit: number,
  ): Promise<readonly Outlined[]>;
  /** These of them, as a sign-in sees them. */
  snapshots(ids: readonly AccountId[]): Promise<readonly AccountSnapshot[]>;
}
