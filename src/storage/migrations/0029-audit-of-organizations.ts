import type { Migration } from 'kysely/migration';
import { type Db, index } from './build.ts';

/** What happened in an organization, of one kind: few of its rows, or none, where the kind is common elsewhere. */
export const auditOfOrganizations: Migration = {
  async up(db: Db): Promise<void> {
    // Sign-ins are about people and name no organization: they do not pay for it.
    await index(db, 'audit_events', ['organization_id', 'name', 'at'], { where: 'organization_id is not null' });
  },
};
