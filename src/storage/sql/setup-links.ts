import type { SetupLinks } from '../../domain/roles/run/ports.ts';
import { within } from './organizations.ts';
import { type Db, fromTx } from './tx.ts';

/** The link to the first owner's page, found by the hash of its token. */
export function setupLinksOn(db: Db): SetupLinks {
  return {
    async nobodyYet(at) {
      const account = await within(db, at).selectFrom('accounts').select('id').limit(1).executeTakeFirst();
      const organization = await within(db, at).selectFrom('organizations').select('id').limit(1).executeTakeFirst();
      return account === undefined && organization === undefined;
    },
    async byTokenHash(tokenHash) {
      const row = await db.selectFrom('setup_links').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
      if (row === undefined) return null;
      const { id, token_hash, created_at, expires_at, used_at } = row;
      return { id, tokenHash: token_hash, createdAt: created_at, expiresAt: expires_at, usedAt: used_at };
    },
    async replace(tx, { id, tokenHash, createdAt, expiresAt, usedAt }) {
      const row = { id, token_hash: tokenHash, created_at: createdAt, expires_at: expiresAt, used_at: usedAt };
      await fromTx(tx).deleteFrom('setup_links').execute();
      await fromTx(tx).insertInto('setup_links').values(row).execute();
    },
    async use(tx, id, at) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('setup_links')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
