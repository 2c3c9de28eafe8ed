import { randomBytes } from 'node:crypto';
import { keyContext } from '../../src/domain/audit/run/write.ts';
import { searchWords } from '../../src/domain/directory/decide/words.ts';
import { bindingContext } from '../../src/domain/sign-in/run/bindings.ts';
import { sha256 } from '../../src/platform/hashing.ts';
import type { Sealing } from '../../src/platform/keys.ts';
import type { Bulk, Row } from './bulk.ts';
import { accountIdOf, addressOf, credentialIdOf, deviceTokenOf, type Kind, placeOf } from './contract.ts';

/** Everything that one account owns, by table: what copies are made of. */
export interface Template {
  readonly kind: Kind;
  readonly accountId: string;
  readonly rows: Readonly<Record<Table, readonly Row[]>>;
  /** Of its authenticators, in their order, unsealed. */
  readonly secrets: readonly string[];
  readonly auditKey: string;
}

const TABLES = ['accounts', 'addresses', 'memberships', 'authenticators', 'devices', 'search_words'] as const;
type Table = (typeof TABLES)[number];

const STAGED = 'staged_words';

/** Rows that one statement or transaction inserts. */
const BATCH = 2_000;
const GIVEN_NAMES = ['Amara', 'Robin', 'Sam', 'Noor', 'Ines', 'Tomás', 'Wei', 'Leila', 'Jonas', 'Priya'];
const FAMILY_NAMES = ['Nwosu', 'Vale', 'Okafor', 'Haddad', 'Moreno', 'Ortega', 'Lin', 'Rahimi', 'Weber', 'Patel'];

/** Reads an account that was made through the product's own use cases. */
export async function templateOf(bulk: Bulk, sealing: Sealing, kind: Kind, accountId: string): Promise<Template> {
  const rows = {} as Record<Table, readonly Row[]>;
  for (const table of TABLES) {
    const column = table === 'accounts' ? 'id' : 'account_id';
    rows[table] = await bulk.all(`select * from ${table} where ${column} = ?`, accountId);
  }
  const secrets = rows.authenticators.map((row) =>
    sealing.open(text(row['secret_sealed']), contextOf(row['id'], accountId)),
  );
  const auditKey = sealing.open(text(rows.accounts[0]?.['audit_key_sealed']), keyContext(accountId as never));
  return { kind, accountId, rows, secrets, auditKey };
}

/** Makes `count` accounts like the template's, each with ids, address, browser and sealed secrets of its own. */
export async function copyAccounts(bulk: Bulk, sealing: Sealing, template: Template, count: number): Promise<void> {
  await bulk.run(`create temporary table ${STAGED} as select * from search_words where 1 = 0`);
  await bulk.withoutIndexes(TABLES, async () => {
    for (let from = 0; from < count; from += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at);
      const copies = numbers.map((number) => copyOf(sealing, template, number, count));
      for (const table of TABLES) {
        const rows = copies.flatMap((copy): readonly Row[] => copy[table]);
        if (rows.length > 0) await bulk.insert(table, rows, table === 'search_words' ? STAGED : table);
      }
    }
    // In the order of its primary key, as a table fills fastest.
    await bulk.run(`insert into search_words select * from ${STAGED} order by word, account_id`);
    await bulk.run(`drop table ${STAGED}`);
  });
}

function copyOf(sealing: Sealing, { kind, rows, secrets, auditKey }: Template, number: number, count: number) {
  const id = accountIdOf(kind, number, count);
  const name = `${GIVEN_NAMES[number % 10]} ${FAMILY_NAMES[Math.floor(number / 10) % 10]}`;
  const address = addressOf(kind, number);
  const authenticators = rows.authenticators.map((row, at) => {
    const own = `${placeOf(number, count, at)}${randomBytes(6).toString('hex')}`;
    return {
      ...row,
      id: own,
      account_id: id,
      external_id: row['external_id'] === null ? null : credentialIdOf(number).toString('base64url'),
      secret_sealed: sealing.seal(withoutPast(secrets[at] ?? '', number), contextOf(own, id)),
    };
  });
  const accounts = rows.accounts.map((row) => ({
    ...row,
    id,
    name,
    audit_key_sealed: sealing.seal(auditKey, keyContext(id as never)),
  }));
  const devices = rows.devices.slice(0, 1).map((row) => ({
    ...row,
    id,
    account_id: id,
    token_hash: sha256(deviceTokenOf(kind, number)),
    passkey_id: row['passkey_id'] === null ? null : (authenticators.at(-1)?.id ?? null),
  }));
  return {
    accounts,
    addresses: rows.addresses.map((row) => ({ ...row, account_id: id, address, canonical: address })),
    memberships: rows.memberships.map((row) => ({ ...row, account_id: id })),
    authenticators,
    devices,
    search_words: searchWords(name, address).map((word) => ({ word, account_id: id })),
  };
}

/** A copy has used neither the template's codes nor its passkey's id. */
function withoutPast(secret: string, number: number): string {
  if (!secret.startsWith('{')) return secret;
  const held = JSON.parse(secret) as Record<string, unknown>;
  if ('lastStep' in held) held['lastStep'] = 0;
  if ('credentialId' in held) held['credentialId'] = credentialIdOf(number).toString('base64url');
  return JSON.stringify(held);
}

function contextOf(id: unknown, accountId: string): string {
  return bindingContext(id as never, accountId as never);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the template lacks a sealed text');
  return value;
}
