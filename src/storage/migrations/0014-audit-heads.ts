import type { Migration } from 'kysely/migration';
import { type Db, index, optional, required, table } from './build.ts';

/** Signed heads of the audit trail, and indexes for exporting parts of it. */
export const auditHeads: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'audit_heads', (t) => {
      const numbered = required(required(t, 'bigint', ['seq']), 'text', ['kind']);
      const signed = required(required(numbered, 'bigint', ['at']), 'text', ['link', 'digest', 'key_id', 'signature']);
      return optional(signed, 'bigint', ['file_at', 'webhook_at']).addPrimaryKeyConstraint('audit_heads_pk', [
        'kind',
        'seq',
      ] as never);
    });
    await index(db, 'audit_heads', ['seq']);
    await index(db, 'audit_heads', ['file_at', 'seq'], { where: 'file_at is null' });
    await index(db, 'audit_heads', ['webhook_at', 'seq'], { where: 'webhook_at is null' });
    await index(db, 'audit_events', ['organization_id', 'at']);
    await index(db, 'audit_events', ['name', 'at']);
  },
};
