import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** Indexes that hold all that is asked about every member of an organization: no rows of thousands are looked up for it. */
export const largeOrganizations: Migration = {
  async up(db: Db): Promise<void> {
    const { schema } = db;
    await schema.dropIndex('memberships_by_organization_id').execute();
    await schema.dropIndex('memberships_by_organization_id_and_accepted_at').execute();
    await schema
      .createIndex('memberships_of_organization')
      .on('memberships')
      .columns(['organization_id', 'account_id', 'kind', 'accepted_at', 'skips_used'])
      .execute();
    await schema.dropIndex('authenticators_by_account_id').execute();
    // Nothing in it changes at a sign-in with right answers.
    await schema
      .createIndex('authenticators_of_account')
      .on('authenticators')
      .columns(['account_id', 'revoked_at', 'kind', 'suspended_at', 'failures', 'bound_at'])
      .execute();
    await schema
      .createIndex('addresses_of_account')
      .on('addresses')
      .columns(['account_id', 'canonical', 'confirmed_at'])
      .execute();
    await schema
      .createIndex('accounts_disabled')
      .on('accounts')
      .column('id')
      .where(sql<boolean>`disabled_at is not null`)
      .execute();
    // The one with `decided_at` serves as well.
    await schema.dropIndex('mandate_requests_by_organization_id').execute();
  },
};
