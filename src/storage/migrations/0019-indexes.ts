import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Db, index } from './build.ts';

/** An index for every question that is asked of a table that grows. */
export const indexes: Migration = {
  async up(db: Db): Promise<void> {
    // What happened to somebody, by kind of event: whoever floods an account with others does not make it slow.
    await index(db, 'audit_events', ['account_id', 'name', 'at']);
    await headsThatWait(db);
    await index(db, 'artifacts', ['account_id'], { where: 'account_id is not null' });
    await db.schema.dropIndex('attempts_by_account_id').execute();
    await index(db, 'attempts', ['account_id'], { where: 'account_id is not null' });
    await index(db, 'sessions', ['ended_at'], { where: 'ended_at is not null' });
    await index(db, 'outbox', ['created_at']);
    await index(db, 'outbox', ['account_id'], { where: 'handed_over_at is null and failed_at is null' });
    await index(db, 'outbox', ['failed_at'], { where: 'failed_at is not null' });
    // Both engines look for devices that refer to an authenticator when it is deleted.
    await index(db, 'devices', ['passkey_id'], { where: 'passkey_id is not null' });
  },
};

/** In their order: those handed out years ago are not passed over again and again. */
async function headsThatWait(db: Db): Promise<void> {
  for (const outlet of ['file', 'webhook'] as const) {
    await db.schema.dropIndex(`audit_heads_by_${outlet}_at_and_seq`).execute();
    await db.schema
      .createIndex(`audit_heads_not_by_${outlet}`)
      .on('audit_heads')
      .column('seq')
      .where(sql.raw<boolean>(`${outlet}_at is null`))
      .execute();
  }
}
