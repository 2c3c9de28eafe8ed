import type { Selectable } from 'kysely';
import type { HeadKind, SignedHead } from '../../domain/audit/decide/head.ts';
import type { HeadOutbox, HeadStore, Pruning } from '../../domain/audit/run/ports.ts';
import type { AuditHeadsTable } from '../tables-audit.ts';
import { type Db, inTransaction } from './tx.ts';

/** Heads that are read at once, so that other requests get their turn. */
const PAGE = 1_000;

/** Signed heads. */
export function headStoreOn(db: Db): HeadStore {
  const furthest = (kind: HeadKind) =>
    db.selectFrom('audit_heads').selectAll().where('kind', '=', kind).orderBy('seq', 'desc').limit(1);
  return {
    newest: async () => headOrNull(await furthest('head').executeTakeFirst()),
    newestBefore: async (at) => headOrNull(await furthest('head').where('at', '<=', at).executeTakeFirst()),
    start: async () => headOrNull(await furthest('start').executeTakeFirst()),
    async add(head) {
      const { kind, seq, at, link, digest, keyId, signature } = head;
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('audit_heads')
        .values({ kind, seq, at, link, digest, key_id: keyId, signature, file_at: null, webhook_at: null })
        .onConflict((conflict) => conflict.columns(['kind', 'seq']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async all() {
      const heads: SignedHead[] = [];
      for (let page = await pageAfter(db, null); page.length > 0; page = await pageAfter(db, heads.at(-1) ?? null)) {
        heads.push(...page);
      }
      return heads;
    },
  };
}

/** What left the database by each way. */
export function headOutboxOn(db: Db): HeadOutbox {
  return {
    async waiting(outlet, limit) {
      const rows = await db
        .selectFrom('audit_heads')
        .selectAll()
        .where(`${outlet}_at`, 'is', null)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(headOf);
    },
    async handedOut({ kind, seq }, outlet, at) {
      await db
        .updateTable('audit_heads')
        .set({ [`${outlet}_at`]: at })
        .where('kind', '=', kind)
        .where('seq', '=', seq)
        .execute();
    },
  };
}

/** Letting old rows go. */
export function pruningOn(db: Db): Pruning {
  return {
    async deleteTo(seq, limit) {
      return inTransaction(db, async (trx) => {
        const old = await trx
          .selectFrom('audit_seals')
          .select(['seq', 'event_id'])
          .where('seq', '<=', seq)
          .orderBy('seq')
          .limit(limit)
          .execute();
        if (old.length === 0) return 0;
        const ids = old.map((row) => row.event_id);
        const numbers = old.map((row) => row.seq);
        // Both or neither: a row without its link would be taken for new, and sealed again.
        await trx.deleteFrom('audit_events').where('id', 'in', ids).execute();
        await trx.deleteFrom('audit_seals').where('seq', 'in', numbers).execute();
        return old.length;
      });
    },
  };
}

/** By number; a number has at most one head of each kind. */
async function pageAfter(db: Db, last: SignedHead | null): Promise<readonly SignedHead[]> {
  let query = db.selectFrom('audit_heads').selectAll();
  if (last !== null) {
    // The first condition follows from the second; it is what an index can begin at.
    query = query.where('seq', '>=', last.seq);
    query = query.where((eb) => eb.or([eb('seq', '>', last.seq), eb('kind', '>', last.kind)]));
  }
  const rows = await query.orderBy('seq').orderBy('kind').limit(PAGE).execute();
  return rows.map(headOf);
}

function headOrNull(row: Selectable<AuditHeadsTable> | undefined): SignedHead | null {
  return row === undefined ? null : headOf(row);
}

function headOf(row: Selectable<AuditHeadsTable>): SignedHead {
  const { seq, at, link, digest, signature } = row;
  return { kind: row.kind as HeadKind, seq, at, link, digest, keyId: row.key_id, signature };
}
