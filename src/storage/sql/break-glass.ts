import type { Selectable } from 'kysely';
import type { AccountId, Locale } from '../../domain/accounts/decide/account.ts';
import type { BreakGlassAccount, BreakGlassStore } from '../../domain/break-glass/run/ports.ts';
import type { Emergencies } from '../../domain/sign-in/run/ports.ts';
import type { Change } from '../../domain/sign-in/run/records.ts';
import type { BreakGlassAccountsTable } from '../tables-administration.ts';
import { LostRace } from './errors.ts';
import { compare, within } from './organizations.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** Break-glass accounts and their uses. There are few of either. */
export function breakGlassStoreOn(db: Db): BreakGlassStore {
  return {
    async accounts(at) {
      const from = within(db, at);
      const glass = await from.selectFrom('break_glass_accounts').selectAll().execute();
      // Asked apart: a plan for both could begin at everybody.
      const people = await from
        .selectFrom('accounts')
        .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
        .select(['accounts.id', 'accounts.name', 'addresses.address', 'addresses.canonical'])
        .where('accounts.id', 'in', ['', ...glass.map((row) => row.account_id)])
        .where('accounts.deleted_at', 'is', null)
        .execute();
      return people
        .toSorted((a, b) => compare(a.canonical, b.canonical))
        .flatMap((person) => glass.filter((row) => row.account_id === person.id).map((row) => accountOf(row, person)));
    },
    async uses(at) {
      const rows = await within(db, at)
        .selectFrom('break_glass_uses')
        .innerJoin('accounts', 'accounts.id', 'break_glass_uses.account_id')
        .leftJoin('accounts as reviewers', 'reviewers.id', 'break_glass_uses.reviewed_by')
        .selectAll('break_glass_uses')
        .select(['accounts.name', 'reviewers.name as reviewer'])
        .orderBy('break_glass_uses.used_at', 'desc')
        .orderBy('break_glass_uses.id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        accountId: row.account_id as AccountId,
        name: row.name,
        usedAt: row.used_at,
        reviewedAt: row.reviewed_at,
        reviewedBy: row.reviewed_by === null ? null : { id: row.reviewed_by, name: row.reviewer },
        noteSealed: row.note_sealed,
      }));
    },
    async seal(tx, { accountId, madeBy, madeAt, expiresAt }) {
      const columns = { made_by: madeBy, made_at: madeAt, expires_at: expiresAt, spent_at: null };
      await fromTx(tx)
        .insertInto('break_glass_accounts')
        .values({ account_id: accountId, ...columns, revoked_at: null })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(columns))
        .execute();
    },
    async revoke(tx, accountId, at) {
      const update = fromTx(tx).updateTable('break_glass_accounts').set({ revoked_at: at });
      await update.where('account_id', '=', accountId).execute();
    },
    async review(tx, useId, { by, at, noteSealed }) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('break_glass_uses')
        .set({ reviewed_by: by, reviewed_at: at, note_sealed: noteSealed })
        .where('id', '=', useId)
        .where('reviewed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

function accountOf(
  row: Selectable<BreakGlassAccountsTable>,
  { name, address }: { readonly name: string; readonly address: string },
): BreakGlassAccount {
  return {
    accountId: row.account_id as AccountId,
    name,
    address,
    madeBy: row.made_by,
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    spentAt: row.spent_at,
    revokedAt: row.revoked_at,
  };
}

/** Whom an emergency alarms. */
export function ownersToTellOn(db: Db): Pick<Emergencies, 'owners'> {
  return {
    async owners(at) {
      const from = within(db, at);
      const operators = await from
        .selectFrom('organizations')
        .select('id')
        .where('kind', '=', 'operator')
        .where('disabled_at', 'is', null)
        .execute();
      const rows = await from
        .selectFrom('memberships')
        .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
        .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
        .leftJoin('break_glass_accounts', 'break_glass_accounts.account_id', 'accounts.id')
        .select(['accounts.id', 'accounts.name', 'accounts.locale', 'addresses.address'])
        // Asked apart from who the operators are: a plan for both could begin at everybody's places.
        .where('memberships.organization_id', 'in', ['', ...operators.map(({ id }) => id)])
        .where('memberships.kind', '=', 'admin')
        .where('memberships.accepted_at', 'is not', null)
        .where('accounts.disabled_at', 'is', null)
        .where('accounts.deleted_at', 'is', null)
        .where('break_glass_accounts.account_id', 'is', null)
        .execute();
      // An owner of two operators is told once.
      const owners = new Map(
        rows.map((row) => [row.id, { ...row, id: row.id as AccountId, locale: row.locale as Locale }]),
      );
      return [...owners.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}

/** Spends a code and leaves a use to be reviewed; throws `LostRace` when it was spent, renewed or revoked meanwhile. */
export async function breakGlass(trx: Trx, use: Change['breakGlass']): Promise<void> {
  if (use === undefined) return;
  const { id, accountId, at } = use;
  const { numUpdatedRows } = await trx
    .updateTable('break_glass_accounts')
    .set({ spent_at: at })
    .where('account_id', '=', accountId)
    .where('spent_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('binding');
  const row = { id, account_id: accountId, used_at: at, reviewed_at: null, reviewed_by: null, note_sealed: null };
  await trx.insertInto('break_glass_uses').values(row).execute();
}
