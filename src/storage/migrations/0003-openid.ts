import type { Migration } from 'kysely/migration';
import { type Db, index, key, optional, required, table } from './build.ts';

/** What OpenID Connect hands out and remembers. */
export const openid: Migration = {
  async up(db: Db): Promise<void> {
    await createArtifacts(db);
    await createSessionClients(db);
    await createLogouts(db);
    await createConsents(db);
  },
};

async function createArtifacts(db: Db): Promise<void> {
  await table(db, 'artifacts', (t) => {
    const texts = required(key(t, 'id'), 'text', ['kind', 'payload_sealed']);
    const owners = optional(texts, 'text', ['account_id', 'session_id', 'grant_key', 'user_code_key']);
    return optional(required(owners, 'bigint', ['expires_at']), 'bigint', ['consumed_at']);
  });
  await index(db, 'artifacts', ['session_id'], { where: 'session_id is not null' });
  await index(db, 'artifacts', ['grant_key'], { where: 'grant_key is not null' });
  await index(db, 'artifacts', ['user_code_key'], { unique: true, where: 'user_code_key is not null' });
  await index(db, 'artifacts', ['expires_at']);
}

async function createSessionClients(db: Db): Promise<void> {
  await table(db, 'session_clients', (t) => required(t, 'text', ['session_id', 'client_id', 'sid']));
  await index(db, 'session_clients', ['session_id', 'client_id'], { unique: true });
}

async function createLogouts(db: Db): Promise<void> {
  await table(db, 'logouts', (t) => {
    const texts = required(key(t, 'id'), 'text', ['client_id', 'account_id', 'sid']);
    const timed = required(required(texts, 'integer', ['tries']), 'bigint', ['created_at', 'next_try_at']);
    return optional(timed, 'bigint', ['leased_until', 'delivered_at', 'failed_at']);
  });
  await index(db, 'logouts', ['next_try_at'], { where: 'delivered_at is null and failed_at is null' });
  await index(db, 'logouts', ['created_at']);
}

async function createConsents(db: Db): Promise<void> {
  await table(db, 'consents', (t) =>
    required(required(t, 'text', ['account_id', 'client_id', 'scopes', 'resources']), 'bigint', ['given_at']),
  );
  await index(db, 'consents', ['account_id', 'client_id'], { unique: true });
}
