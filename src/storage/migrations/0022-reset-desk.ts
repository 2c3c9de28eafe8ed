import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, optional, required, table } from './build.ts';

/** Indexes for lists of reset cases and for counting an agent's, and alerts about resets. */
export const resetDesk: Migration = {
  async up(db: Db): Promise<void> {
    await index(db, 'reset_cases', ['opened_at', 'id']);
    await index(db, 'reset_cases', ['opened_by', 'opened_at']);
    await index(db, 'reset_cases', ['carried_out_by', 'carried_out_at']);
    await index(db, 'reset_cases', ['carried_out_at']);
    await table(db, 'reset_alerts', (t) => {
      const about = belongsTo(belongsTo(key(t, 'id'), 'case_id', 'reset_cases.id'), 'account_id', 'accounts.id');
      const told = required(required(about, 'text', ['kind']), 'integer', ['resets']);
      const timed = optional(required(told, 'bigint', ['raised_at']), 'bigint', ['acknowledged_at']);
      return optional(timed, 'text', ['country', 'acknowledged_by']);
    });
    // Each alert arrives once, whoever raises it.
    await index(db, 'reset_alerts', ['kind', 'case_id'], { unique: true });
    await index(db, 'reset_alerts', ['account_id', 'raised_at']);
    await index(db, 'reset_alerts', ['raised_at'], { where: 'acknowledged_at is null' });
  },
};
