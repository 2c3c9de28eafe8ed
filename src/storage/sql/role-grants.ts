import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { GrantedRole } from '../../domain/roles/decide/roles.ts';
import type { RoleGrants } from '../../domain/roles/run/ports.ts';
import { type Db, fromTx } from './tx.ts';

/** Roles that were granted; at most one for each place. */
export function roleGrantsOn(db: Db): RoleGrants {
  return {
    async of(at, id) {
      const rows = await (at === null ? db : fromTx(at))
        .selectFrom('role_grants')
        .selectAll()
        .where('organization_id', '=', id)
        .execute();
      return rows.map((row) => ({
        accountId: row.account_id as AccountId,
        role: row.role as GrantedRole,
        grantedBy: row.granted_by,
        grantedAt: row.granted_at,
      }));
    },
    async put(tx, id, { accountId, role, grantedBy, grantedAt }) {
      const columns = { role, granted_by: grantedBy, granted_at: grantedAt };
      await fromTx(tx)
        .insertInto('role_grants')
        .values({ organization_id: id, account_id: accountId, ...columns })
        .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet(columns))
        .execute();
    },
    async remove(tx, id, accountId) {
      await fromTx(tx)
        .deleteFrom('role_grants')
        .where('organization_id', '=', id)
        .where('account_id', '=', accountId)
        .execute();
    },
  };
}
