import type { Migration } from 'kysely/migration';
import { type Db, index } from './build.ts';

/** Invitations of an organization, newest first. */
export const openInvitations: Migration = {
  async up(db: Db): Promise<void> {
    await index(db, 'invitations', ['organization_id', 'created_at']);
  },
};
