import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { AccountSnapshot } from '../../domain/sign-in/run/records.ts';
import { selectMemberships } from './rows.ts';
import { selectOwners, snapshotFrom } from './sign-in-reads.ts';
import type { Db } from './tx.ts';

/** Snapshots of several accounts, by id, with as many queries as for one. */
export async function memberSnapshots(db: Db, ids: readonly AccountId[]): Promise<readonly AccountSnapshot[]> {
  if (ids.length === 0) return [];
  const [owners, memberships, authenticators] = await Promise.all([
    selectOwners(db)
      .where('accounts.id', 'in', ids)
      .where('accounts.deleted_at', 'is', null)
      .orderBy('accounts.id')
      .orderBy('reset_cases.carried_out_at', 'desc')
      .orderBy('invitations.created_at', 'desc')
      .execute(),
    selectMemberships(db)
      .select('memberships.account_id')
      .where('memberships.account_id', 'in', ids)
      .where('memberships.accepted_at', 'is not', null)
      .orderBy('memberships.organization_id')
      .execute(),
    db
      .selectFrom('authenticators')
      .selectAll()
      .where('account_id', 'in', ids)
      .where('revoked_at', 'is', null)
      .orderBy('bound_at')
      .orderBy('id')
      .execute(),
  ]);
  const places = Map.groupBy(memberships, (row) => row.account_id);
  const bound = Map.groupBy(authenticators, (row) => row.account_id);
  // The first row of an account holds the newest reset and the newest code.
  const firsts = owners.filter((row, at) => owners[at - 1]?.id !== row.id);
  return firsts.map((owner) => snapshotFrom(owner, places.get(owner.id) ?? [], bound.get(owner.id) ?? []));
}
