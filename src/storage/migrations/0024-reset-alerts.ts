import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, optional, required, table } from './build.ts';

/** Alerts about resets, what each tells of, and how far sign-ins after a reset were looked at. */
export const resetAlerts: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'reset_alerts', (t) => {
      const about = belongsTo(belongsTo(key(t, 'id'), 'account_id', 'accounts.id'), 'case_id', 'reset_cases.id');
      const raised = required(required(about, 'text', ['kind']), 'bigint', ['raised_at']);
      return optional(optional(raised, 'text', ['event_id', 'reviewed_by', 'note_sealed']), 'bigint', ['reviewed_at']);
    });
    // What raises one does so once, whichever node sees it.
    await index(db, 'reset_alerts', ['case_id', 'kind'], { unique: true });
    await index(db, 'reset_alerts', ['raised_at', 'id']);
    await index(db, 'reset_alerts', ['raised_at'], { where: 'reviewed_at is null' });
    await db.schema
      .createTable('reset_alert_cases')
      .addColumn('alert_id', 'text', (c) => c.notNull().references('reset_alerts.id'))
      .addColumn('case_id', 'text', (c) => c.notNull().references('reset_cases.id'))
      .addPrimaryKeyConstraint('reset_alert_cases_pk', ['alert_id', 'case_id'])
      .execute();
    await index(db, 'reset_alert_cases', ['case_id']);
    await table(db, 'reset_watches', (t) => required(key(t, 'case_id'), 'bigint', ['looked_to']));
    await index(db, 'reset_cases', ['carried_out_at'], { where: 'carried_out_at is not null' });
  },
};
