import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';

/** Members of an organization as a sign-in sees them. */
export interface MemberSnapshots {
  /** Accepted members by account id, after one of them. */
  page(id: OrganizationId, after: AccountId | null, limit: number): Promise<readonly AccountSnapshot[]>;
}
