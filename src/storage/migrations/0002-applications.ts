import type { Migration } from 'kysely/migration';
import { type Db, key, optional, required, table } from './build.ts';

/** Applications that sign people in through Vestibule. */
export const applications: Migration = {
  async up(db: Db): Promise<void> {
    await createClients(db);
  },
};

async function createClients(db: Db): Promise<void> {
  await table(db, 'clients', (t) => {
    const texts = required(key(t, 'id'), 'text', [
      'name',
      'kind',
      'auth',
      'id_token_alg',
      'redirect_uris',
      'post_logout_redirect_uris',
      'resources',
    ]);
    const timed = required(required(texts, 'integer', ['first_party']), 'bigint', ['created_at']);
    return optional(optional(timed, 'bigint', ['disabled_at']), 'text', [
      'secret_hash',
      'jwks',
      'backchannel_logout_uri',
      'support',
    ]).addColumn('organization_id', 'text', (c) => c.references('organizations.id'));
  });
}
