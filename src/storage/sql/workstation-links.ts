import type { OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { WorkstationLinks } from '../../domain/organizations/run/ports.ts';
import { type Db, fromTx } from './tx.ts';

/** Links that mark a shared workstation, found by the hash of their token. */
export function workstationLinksOn(db: Db): WorkstationLinks {
  return {
    async byTokenHash(tokenHash) {
      const row = await db
        .selectFrom('workstation_links')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        tokenHash: row.token_hash,
        organizationId: row.organization_id as OrganizationId,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
      };
    },
    async insert(tx, link) {
      const row = {
        id: link.id,
        token_hash: link.tokenHash,
        organization_id: link.organizationId,
        created_at: link.createdAt,
        expires_at: link.expiresAt,
        used_at: link.usedAt,
      };
      await fromTx(tx).insertInto('workstation_links').values(row).execute();
    },
    async use(tx, id, at) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('workstation_links')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
