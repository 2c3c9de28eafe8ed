import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { AccountReads, AccountRecord, AccountWrites, Address } from '../../domain/accounts/run/ports.ts';
import type { ActStore } from '../../domain/organizations/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import { insertAudit } from './audit.ts';
import { compare, within } from './organizations.ts';
import { insertOutbox, type SealMessage } from './outbox.ts';
import { endPasswordLinks } from './password-links.ts';
import { accountOf, accountRow, authenticatorOf, authenticatorRow } from './rows.ts';
import { putWords } from './search-words.ts';
import { endSessionsOf } from './sessions.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** What every administrative act leaves behind, and its turn. */
export function actStoreOn(sealMessage: SealMessage): ActStore {
  return {
    async latch(tx) {
      // Writing a row takes its lock until the transaction ends, on both engines: the next act waits here.
      await fromTx(tx)
        .insertInto('leases')
        .values({ name: 'administration', holder: 'acts', until: 0 })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ until: 0 }))
        .execute();
    },
    audit: (tx, event) => insertAudit(fromTx(tx), [event]),
    mail: (tx, message) => insertOutbox(fromTx(tx), [message], sealMessage),
  };
}

/** Finding accounts that were not deleted. */
export function accountReadsOn(db: Db): AccountReads {
  return {
    async byId(at, id) {
      const row = await selectRecords(within(db, at)).where('accounts.id', '=', id).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },
    async byCanonical(at, canonical) {
      const row = await selectRecords(within(db, at)).where('addresses.canonical', '=', canonical).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },
    async list(at, organizationId) {
      const from = within(db, at);
      const all = selectRecords(from);
      const members = from
        .selectFrom('memberships')
        .select('account_id')
        .where('organization_id', '=', organizationId ?? '');
      const rows = await (organizationId === null ? all : all.where('accounts.id', 'in', members)).execute();
      return rows.map(recordOf).sort((a, b) => compare(a.address.canonical, b.address.canonical));
    },
    async authenticatorsOf(at, id) {
      const rows = await within(db, at)
        .selectFrom('authenticators')
        .selectAll()
        .where('account_id', '=', id)
        .where('revoked_at', 'is', null)
        .orderBy('bound_at')
        .orderBy('id')
        .execute();
      return rows.map(authenticatorOf);
    },
  };
}

/** Changing accounts. */
export function accountWritesOn(): AccountWrites {
  return {
    async insert(tx, { account, address, auditKeySealed }) {
      const trx = fromTx(tx);
      await trx.insertInto('accounts').values(accountRow(account, auditKeySealed)).execute();
      await trx
        .insertInto('addresses')
        .values({ account_id: account.id, ...addressColumns(address) })
        .execute();
      await putWords(trx, account.id);
    },
    async setDisabled(tx, id, disabledAt) {
      await fromTx(tx).updateTable('accounts').set({ disabled_at: disabledAt }).where('id', '=', id).execute();
    },
    async setAddress(tx, id, address) {
      await fromTx(tx).updateTable('addresses').set(addressColumns(address)).where('account_id', '=', id).execute();
      await putWords(fromTx(tx), id);
    },
    async addAuthenticator(tx, row) {
      await fromTx(tx).insertInto('authenticators').values(authenticatorRow(row)).execute();
    },
    async endAccess(tx, id, at, reason) {
      const trx = fromTx(tx);
      // Attempts first: one that is just finishing holds its row, and its session is there to be ended afterwards.
      const attempts = await trx
        .updateTable('attempts')
        .set({ ended_at: at, pending_sealed: null })
        .where('account_id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      const sessions = await endSessionsOf(trx, id, null, at, reason);
      await endPasswordLinks(trx, id, at);
      return { attempts: Number(attempts.numUpdatedRows), sessions };
    },
    erase: (tx, id, deletedAt) => erase(fromTx(tx), id, deletedAt),
  };
}

/** What tells of the person goes; the row of the account stays, so that its id is never used again. */
async function erase(trx: Trx, id: AccountId, deletedAt: EpochMs): Promise<void> {
  await trx.deleteFrom('devices').where('account_id', '=', id).execute();
  await trx.deleteFrom('authenticators').where('account_id', '=', id).execute();
  for (const table of [
    'addresses',
    'search_words',
    'role_grants',
    'memberships',
    'invitations',
    'stop_links',
    'password_links',
    'consents',
    'artifacts',
    'import_rows',
  ] as const) {
    await trx.deleteFrom(table).where('account_id', '=', id).execute();
  }
  await trx.updateTable('attempts').set({ address_sealed: null }).where('account_id', '=', id).execute();
  await trx
    .updateTable('outbox')
    .set({ message_sealed: null, failed_at: deletedAt })
    .where('account_id', '=', id)
    .where('handed_over_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute();
  await trx
    .updateTable('accounts')
    .set({ name: '', preferred_method: null, audit_key_sealed: null, deleted_at: deletedAt })
    .where('id', '=', id)
    .execute();
}

function selectRecords(db: Db) {
  return db
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .selectAll('accounts')
    .select(['addresses.address', 'addresses.canonical', 'addresses.confirmed_at'])
    .where('accounts.deleted_at', 'is', null);
}

function recordOf(
  row: Awaited<ReturnType<ReturnType<typeof selectRecords>['executeTakeFirstOrThrow']>>,
): AccountRecord {
  if (row.audit_key_sealed === null) throw new Error('storage: a live account without its audit key');
  return {
    account: accountOf(row),
    address: { address: row.address, canonical: row.canonical, confirmedAt: row.confirmed_at },
    auditKeySealed: row.audit_key_sealed,
  };
}

function addressColumns({ address, canonical, confirmedAt }: Address) {
  return { address, canonical, confirmed_at: confirmedAt };
}
