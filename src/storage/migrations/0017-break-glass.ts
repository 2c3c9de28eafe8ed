import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, optional, required, table } from './build.ts';

/** Break-glass accounts, and their uses until somebody reviewed them and after. */
export const breakGlass: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'break_glass_accounts', (t) => {
      const made = required(required(key(t, 'account_id'), 'text', ['made_by']), 'bigint', ['made_at', 'expires_at']);
      return optional(made, 'bigint', ['spent_at', 'revoked_at']);
    });
    await table(db, 'break_glass_uses', (t) => {
      const used = required(belongsTo(key(t, 'id'), 'account_id', 'accounts.id'), 'bigint', ['used_at']);
      return optional(optional(used, 'bigint', ['reviewed_at']), 'text', ['reviewed_by', 'note_sealed']);
    });
    await index(db, 'break_glass_uses', ['used_at']);
  },
};
