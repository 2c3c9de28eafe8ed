import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { searchWords } from '../../domain/directory/decide/words.ts';
import type { ImportedPerson, ImportStore } from '../../domain/import/run/ports.ts';
import { insertAudit } from './audit.ts';
import { within } from './organizations.ts';
import { accountRow, authenticatorRow } from './rows.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** Bringing in many accounts with few statements. */
export function importStoreOn(db: Db): ImportStore {
  return {
    async done(at, keys) {
      if (keys.length === 0) return new Map();
      const rows = await within(db, at)
        .selectFrom('import_rows')
        .select(['key', 'account_id'])
        .where('key', 'in', keys)
        .execute();
      return new Map(rows.map(({ key, account_id }) => [key, account_id as AccountId]));
    },
    async holders(at, canonicals) {
      if (canonicals.length === 0) return new Map();
      const rows = await within(db, at)
        .selectFrom('addresses')
        .select(['canonical', 'account_id'])
        .where('canonical', 'in', canonicals)
        .execute();
      return new Map(rows.map(({ canonical, account_id }) => [canonical, account_id as AccountId]));
    },
    insert: (tx, people) => insert(fromTx(tx), people),
    async remember(tx, rows) {
      await fromTx(tx)
        .insertInto('import_rows')
        .values(rows.map(({ key, accountId, importedAt }) => ({ key, account_id: accountId, imported_at: importedAt })))
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    },
  };
}

async function insert(trx: Trx, people: readonly ImportedPerson[]): Promise<void> {
  const records = people.map(({ record }) => record);
  await trx
    .insertInto('accounts')
    .values(records.map(({ account, auditKeySealed }) => accountRow(account, auditKeySealed)))
    .execute();
  const addresses = records.map(({ account: { id }, address: { address, canonical, confirmedAt } }) => {
    return { account_id: id, address, canonical, confirmed_at: confirmedAt };
  });
  await trx.insertInto('addresses').values(addresses).execute();
  const words = records.flatMap(({ account: { id, name }, address }) =>
    searchWords(name, address.canonical).map((word) => ({ word, account_id: id })),
  );
  await insertInParts(words, (part) => trx.insertInto('search_words').values(part).execute());
  const memberships = people.flatMap((person) => person.memberships.map(membershipRow));
  await insertInParts(memberships, (part) => trx.insertInto('memberships').values(part).execute());
  const authenticators = people.flatMap((person) => person.authenticators.map(authenticatorRow));
  await insertInParts(authenticators, (part) => trx.insertInto('authenticators').values(part).execute());
  await insertAudit(
    trx,
    people.map(({ event }) => event),
  );
}

function membershipRow(membership: ImportedPerson['memberships'][number]) {
  return {
    account_id: membership.accountId,
    organization_id: membership.organizationId,
    kind: membership.kind,
    created_at: membership.createdAt,
    accepted_at: membership.acceptedAt,
    skips_used: 0,
  };
}

/** Rows of one statement: SQLite binds 32,766 values, and nothing here has more than ten columns. */
const PART = 1_000;

async function insertInParts<Row>(rows: readonly Row[], write: (part: Row[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += PART) await write(rows.slice(at, at + PART));
}
