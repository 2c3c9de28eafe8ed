import type { AccountId, AuthenticatorId } from '../../domain/accounts/decide/account.ts';
import type { MethodKind } from '../../domain/methods/decide/traits.ts';
import type { ResetCase } from '../../domain/recovery/decide/reset-case.ts';
import type { AccountCuts, ResetCases, StopLinks } from '../../domain/recovery/run/ports.ts';
import type { ResetCasesTable } from '../tables.ts';
import { stopLinkRow } from './rows.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** Reset cases; each writes on condition of the version, so that of two agents one wins. */
export function resetCasesOn(db: Db): ResetCases {
  return {
    async byId(id) {
      const row = await db.selectFrom('reset_cases').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : caseOf(row);
    },
    async insert(tx, one, since) {
      await lockAccount(fromTx(tx), one.accountId);
      const waiting = await fromTx(tx)
        .selectFrom('reset_cases')
        .select('id')
        .where('account_id', '=', one.accountId)
        .where('opened_at', '>', since)
        .where('carried_out_at', 'is', null)
        .where('cancelled_at', 'is', null)
        .where('vetoed_at', 'is', null)
        .executeTakeFirst();
      if (waiting !== undefined) return false;
      await fromTx(tx).insertInto('reset_cases').values(caseRow(one)).execute();
      return true;
    },
    async swap(tx, fromVersion, next) {
      const { id, ...columns } = caseRow(next);
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('reset_cases')
        .set(columns)
        .where('id', '=', id)
        .where('version', '=', fromVersion)
        .where('vetoed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async endOthers(tx, accountId, exceptId, at) {
      await fromTx(tx)
        .updateTable('reset_cases')
        .set((eb) => ({ cancelled_at: at, pass_hash: null, version: eb('version', '+', 1) }))
        .where('account_id', '=', accountId)
        .where('id', '!=', exceptId)
        .where('finished_at', 'is', null)
        .where('cancelled_at', 'is', null)
        .where('vetoed_at', 'is', null)
        .execute();
    },
    async veto(tx, accountId, caseId, at) {
      const rows = await fromTx(tx)
        .updateTable('reset_cases')
        .set((eb) => ({ vetoed_at: at, pass_hash: null, version: eb('version', '+', 1) }))
        .where('account_id', '=', accountId)
        .where('cancelled_at', 'is', null)
        .where('vetoed_at', 'is', null)
        .where((eb) => eb.or([eb('finished_at', 'is', null), ...(caseId === null ? [] : [eb('id', '=', caseId)])]))
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },
  };
}

/** The links in mails. */
export function stopLinksOn(db: Db): StopLinks {
  return {
    async byTokenHash(tokenHash) {
      const row = await db.selectFrom('stop_links').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        tokenHash: row.token_hash,
        accountId: row.account_id as AccountId,
        caseId: row.case_id,
        passwordSince: row.password_since,
        passwordGiven: row.password_given === 1,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
      };
    },
    async insert(tx, link) {
      await fromTx(tx).insertInto('stop_links').values(stopLinkRow(link)).execute();
    },
    async use(tx, id, at) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('stop_links')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

/** What a reset or a stop takes from an account. */
export function accountCutsOn(): AccountCuts {
  return {
    async revoke(tx, accountId, since, at) {
      const rows = await fromTx(tx)
        .updateTable('authenticators')
        .set((eb) => ({ revoked_at: at, version: eb('version', '+', 1) }))
        .where('account_id', '=', accountId)
        .where('kind', '!=', 'password')
        .where('revoked_at', 'is', null)
        .where('bound_at', '>=', since)
        .returning(['id', 'kind'])
        .execute();
      return rows.map((row) => ({ id: row.id as AuthenticatorId, kind: row.kind as MethodKind }));
    },
    async revokePasswords(tx, accountId, since, at) {
      const rows = await fromTx(tx)
        .updateTable('authenticators')
        .set((eb) => ({ revoked_at: at, version: eb('version', '+', 1) }))
        .where('account_id', '=', accountId)
        .where('kind', '=', 'password')
        .where('revoked_at', 'is', null)
        .where('bound_at', '>=', since)
        .returning(['id', 'kind'])
        .execute();
      return rows.map((row) => ({ id: row.id as AuthenticatorId, kind: row.kind as MethodKind }));
    },
    async markCompromised(tx, accountId, at) {
      await fromTx(tx)
        .updateTable('authenticators')
        .set({ compromised_at: at })
        .where('account_id', '=', accountId)
        .where('kind', '=', 'password')
        .where('revoked_at', 'is', null)
        .where('compromised_at', 'is', null)
        .execute();
    },
    async forgetDevices(tx, accountId, exceptTokenHash = '') {
      await fromTx(tx)
        .updateTable('devices')
        .set({ burned: 1, passkey_id: null, offer_trust_again_at: null })
        .where('account_id', '=', accountId)
        .where('token_hash', '!=', exceptTokenHash)
        .execute();
    },
    async setFrozen(tx, accountId, at) {
      const update = fromTx(tx).updateTable('accounts').set({ set_up_frozen_at: at }).where('id', '=', accountId);
      const changed =
        at === null ? update.where('set_up_frozen_at', 'is not', null) : update.where('set_up_frozen_at', 'is', null);
      const { numUpdatedRows } = await changed.executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

/** Two cases opened at once wait for one another here, so that the second sees the first: its account's row stays locked. */
async function lockAccount(trx: Trx, accountId: AccountId): Promise<void> {
  await trx
    .updateTable('accounts')
    .set((eb) => ({ set_up_frozen_at: eb.ref('set_up_frozen_at') }))
    .where('id', '=', accountId)
    .execute();
}

/** A stored case. */
export function caseOf(row: ResetCasesTable): ResetCase {
  return {
    id: row.id,
    accountId: row.account_id as AccountId,
    version: row.version,
    openedBy: row.opened_by as AccountId,
    openedAt: row.opened_at,
    recordSealed: row.record_sealed,
    needsApproval: row.needs_approval === 1,
    holdUntil: row.hold_until,
    approvedBy: row.approved_by as AccountId | null,
    approvedAt: row.approved_at,
    carriedOutBy: row.carried_out_by as AccountId | null,
    carriedOutAt: row.carried_out_at,
    cancelledAt: row.cancelled_at,
    vetoedAt: row.vetoed_at,
    finishedAt: row.finished_at,
    passHash: row.pass_hash,
    passExpiresAt: row.pass_expires_at,
    passesMade: row.passes_made,
    passUsedAt: row.pass_used_at,
  };
}

function caseRow(one: ResetCase): ResetCasesTable {
  return {
    id: one.id,
    account_id: one.accountId,
    version: one.version,
    opened_by: one.openedBy,
    opened_at: one.openedAt,
    record_sealed: one.recordSealed,
    needs_approval: one.needsApproval ? 1 : 0,
    hold_until: one.holdUntil,
    approved_by: one.approvedBy,
    approved_at: one.approvedAt,
    carried_out_by: one.carriedOutBy,
    carried_out_at: one.carriedOutAt,
    cancelled_at: one.cancelledAt,
    vetoed_at: one.vetoedAt,
    finished_at: one.finishedAt,
    pass_hash: one.passHash,
    pass_expires_at: one.passExpiresAt,
    passes_made: one.passesMade,
    pass_used_at: one.passUsedAt,
  };
}
