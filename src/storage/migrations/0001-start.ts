import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Tables } from '../tables.ts';
import { belongsTo, type Db, index, key, optional, required, table } from './build.ts';

/** The first schema. Portable: text ids, times in ms as 8-byte integers, booleans as 0 and 1, JSON as text. */
export const start: Migration = {
  async up(db: Kysely<Tables>): Promise<void> {
    await createInstallation(db);
    await createOrganizations(db);
    await createAccounts(db);
    await createMemberships(db);
    await createAuthenticators(db);
    await createAttempts(db);
    await createSessions(db);
    await createRecovery(db);
    await createOutbox(db);
    await createAudit(db);
  },
};

async function createInstallation(db: Db): Promise<void> {
  await table(db, 'installation', (t) => required(key(t, 'name'), 'text', ['value']));
  await table(db, 'leases', (t) => required(required(key(t, 'name'), 'text', ['holder']), 'bigint', ['until']));
  await table(db, 'lanes', (t) =>
    required(required(required(key(t, 'key'), 'integer', ['version']), 'text', ['tries']), 'bigint', ['newest_at']),
  );
  await index(db, 'lanes', ['newest_at']);
}

async function createOrganizations(db: Db): Promise<void> {
  await table(db, 'organizations', (t) =>
    optional(
      required(required(key(t, 'id'), 'text', ['name', 'kind']), 'bigint', ['idle_ms', 'absolute_ms', 'created_at']),
      'bigint',
      ['disabled_at'],
    ).addColumn('support', 'text'),
  );
  await table(db, 'mandates', (t) => {
    const owned = t.addColumn('organization_id', 'text', (c) => c.primaryKey().references('organizations.id'));
    const texts = required(owned, 'text', ['granted_by', 'covered_kinds', 'allowed_methods', 'set_up_proof']);
    const numbers = required(texts, 'integer', ['skips', 'passkey_first', 'pass_after_reset']);
    return optional(required(numbers, 'bigint', ['granted_at']), 'bigint', ['due_at']);
  });
  await table(db, 'mandate_requests', (t) => {
    const owned = belongsTo(key(t, 'id'), 'organization_id', 'organizations.id');
    const asked = required(required(owned, 'text', ['requested_by']), 'bigint', ['requested_at']);
    return optional(asked, 'bigint', ['decided_at']).addColumn('decided_by', 'text').addColumn('granted', 'integer');
  });
  await index(db, 'mandate_requests', ['organization_id']);
}

async function createAccounts(db: Db): Promise<void> {
  await table(db, 'accounts', (t) =>
    optional(required(required(key(t, 'id'), 'text', ['name', 'locale']), 'bigint', ['created_at']), 'bigint', [
      'disabled_at',
      'deleted_at',
      'last_sign_in_at',
      'set_up_frozen_at',
      'password_reset_by_mail_at',
    ])
      .addColumn('preferred_method', 'text')
      .addColumn('audit_key_sealed', 'text'),
  );
  await table(db, 'addresses', (t) => {
    const owned = t.addColumn('account_id', 'text', (c) => c.primaryKey().references('accounts.id'));
    return optional(required(owned, 'text', ['address', 'canonical']), 'bigint', ['confirmed_at']);
  });
  await index(db, 'addresses', ['canonical'], { unique: true });
}

async function createMemberships(db: Db): Promise<void> {
  await table(db, 'memberships', (t) => {
    const account = belongsTo(t, 'account_id', 'accounts.id');
    const both = required(belongsTo(account, 'organization_id', 'organizations.id'), 'text', ['kind']);
    return optional(required(both, 'bigint', ['created_at']), 'bigint', ['accepted_at'])
      .addColumn('skips_used', 'integer', (c) => c.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('memberships_pk', ['account_id', 'organization_id'] as never);
  });
  await index(db, 'memberships', ['organization_id']);
  await table(db, 'invitations', (t) => {
    const account = belongsTo(key(t, 'id'), 'account_id', 'accounts.id');
    const owned = required(belongsTo(account, 'organization_id', 'organizations.id'), 'text', [
      'token_hash',
      'purpose',
    ]);
    return optional(required(owned, 'bigint', ['created_at', 'expires_at']), 'bigint', ['used_at']).addColumn(
      'code_hash',
      'text',
    );
  });
  await index(db, 'invitations', ['token_hash'], { unique: true });
  await index(db, 'invitations', ['account_id']);
  await index(db, 'invitations', ['expires_at']);
}

async function createAuthenticators(db: Db): Promise<void> {
  await table(db, 'authenticators', (t) => {
    const owned = belongsTo(key(t, 'id'), 'account_id', 'accounts.id');
    const texts = required(owned, 'text', ['kind', 'label', 'secret_sealed']).addColumn('external_id', 'text');
    const bound = required(required(texts, 'integer', ['version']), 'bigint', ['bound_at']);
    return optional(bound, 'bigint', ['last_used_at', 'revoked_at']);
  });
  await index(db, 'authenticators', ['account_id']);
  // WebAuthn L3 §7.1 step 26: a credential id once registered is never registered again, not even a revoked one.
  await index(db, 'authenticators', ['external_id'], { unique: true, where: 'external_id is not null' });
  for (const kind of ['password', 'recovery-code']) {
    await db.schema
      .createIndex(`authenticators_one_live_${kind.replace('-', '_')}`)
      .unique()
      .on('authenticators')
      .column('account_id')
      .where(sql<boolean>`revoked_at is null and kind = ${sql.lit(kind)}`)
      .execute();
  }
}

async function createAttempts(db: Db): Promise<void> {
  await table(db, 'attempts', (t) => {
    const texts = required(key(t, 'id'), 'text', ['browser_hash', 'source', 'state']);
    const timed = required(required(texts, 'integer', ['version']), 'bigint', ['created_at', 'expires_at']);
    return optional(timed, 'bigint', ['ended_at'])
      .addColumn('account_id', 'text', (c) => c.references('accounts.id'))
      .addColumn('address_sealed', 'text')
      .addColumn('address_mac', 'text')
      .addColumn('pending_sealed', 'text');
  });
  await index(db, 'attempts', ['browser_hash'], { where: 'ended_at is null' });
  await index(db, 'attempts', ['source'], { where: 'ended_at is null' });
  await index(db, 'attempts', ['account_id'], { where: 'ended_at is null' });
  await index(db, 'attempts', ['expires_at']);
}

async function createSessions(db: Db): Promise<void> {
  await table(db, 'devices', (t) => {
    const owned = belongsTo(key(t, 'id'), 'account_id', 'accounts.id');
    const used = required(required(owned, 'text', ['token_hash']), 'bigint', ['created_at', 'last_used_at']);
    return optional(used, 'bigint', ['offer_trust_again_at']).addColumn('passkey_id', 'text', (c) =>
      c.references('authenticators.id'),
    );
  });
  await index(db, 'devices', ['token_hash', 'account_id'], { unique: true });
  await index(db, 'devices', ['account_id']);
  await index(db, 'devices', ['last_used_at']);
  await table(db, 'sessions', (t) => {
    const owned = belongsTo(key(t, 'id'), 'account_id', 'accounts.id');
    const texts = required(owned, 'text', ['token_hash', 'attempt_id', 'acr', 'amr', 'proofs', 'browser']);
    const timed = required(texts, 'bigint', ['started_at', 'last_seen_at', 'idle_ms', 'absolute_end_at']);
    return optional(timed, 'bigint', ['ended_at']).addColumn('end_reason', 'text');
  });
  await index(db, 'sessions', ['token_hash'], { unique: true });
  await index(db, 'sessions', ['account_id'], { where: 'ended_at is null' });
  await index(db, 'sessions', ['absolute_end_at']);
}

async function createRecovery(db: Db): Promise<void> {
  await table(db, 'reset_cases', (t) => {
    const owned = belongsTo(key(t, 'id'), 'account_id', 'accounts.id');
    const texts = required(owned, 'text', ['opened_by', 'record_sealed']);
    const numbers = required(texts, 'integer', ['version', 'needs_approval', 'passes_made']);
    const timed = optional(required(numbers, 'bigint', ['opened_at']), 'bigint', [
      'hold_until',
      'approved_at',
      'carried_out_at',
      'cancelled_at',
      'vetoed_at',
      'finished_at',
      'pass_expires_at',
      'pass_used_at',
    ]);
    return timed.addColumn('approved_by', 'text').addColumn('carried_out_by', 'text').addColumn('pass_hash', 'text');
  });
  await index(db, 'reset_cases', ['account_id']);
  await table(db, 'stop_links', (t) => {
    const owned = required(belongsTo(key(t, 'id'), 'account_id', 'accounts.id'), 'text', ['token_hash']);
    return optional(required(owned, 'bigint', ['created_at', 'expires_at']), 'bigint', ['used_at']).addColumn(
      'case_id',
      'text',
      (c) => c.references('reset_cases.id'),
    );
  });
  await index(db, 'stop_links', ['token_hash'], { unique: true });
  await index(db, 'stop_links', ['account_id']);
  await index(db, 'stop_links', ['expires_at']);
}

async function createOutbox(db: Db): Promise<void> {
  await table(db, 'outbox', (t) => {
    const texts = required(key(t, 'id'), 'text', ['kind'])
      .addColumn('account_id', 'text')
      .addColumn('message_sealed', 'text');
    const timed = required(required(texts, 'integer', ['tries']), 'bigint', ['created_at', 'next_try_at']);
    return optional(timed, 'bigint', ['not_after', 'leased_until', 'handed_over_at', 'failed_at']);
  });
  await index(db, 'outbox', ['next_try_at'], { where: 'handed_over_at is null and failed_at is null' });
}

/** No references: what was recorded must not depend on what is deleted later. */
async function createAudit(db: Db): Promise<void> {
  await table(db, 'audit_events', (t) =>
    required(required(key(t, 'id'), 'bigint', ['at']), 'text', ['name', 'actor', 'details'])
      .addColumn('account_id', 'text')
      .addColumn('organization_id', 'text')
      .addColumn('attempt_id', 'text')
      .addColumn('sealed', 'text'),
  );
  await index(db, 'audit_events', ['at']);
  await index(db, 'audit_events', ['account_id', 'at']);
  await table(db, 'audit_seals', (t) =>
    required(
      t.addColumn('seq', 'bigint', (c) => c.primaryKey().notNull()),
      'text',
      ['event_id', 'link'],
    ),
  );
  await index(db, 'audit_seals', ['event_id'], { unique: true });
}
