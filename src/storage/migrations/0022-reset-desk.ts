import type { Migration } from 'kysely/migration';
import { type Db, index } from './build.ts';

/** Indexes for lists of reset cases and for counting an agent's. */
export const resetDesk: Migration = {
  async up(db: Db): Promise<void> {
    await index(db, 'reset_cases', ['opened_at', 'id']);
    await index(db, 'reset_cases', ['opened_by', 'opened_at']);
    await index(db, 'reset_cases', ['carried_out_by', 'carried_out_at']);
  },
};
