import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { PasswordHistory } from '../../domain/accounts/run/ports.ts';
import type { PasswordLinks, PasswordWrites } from '../../domain/recovery/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import { insertOutbox, type SealMessage } from './outbox.ts';
import { authenticatorOf, authenticatorRow } from './rows.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** Links that set a new password or let a browser in. */
export function passwordLinksOn(db: Db, sealMessage: SealMessage): PasswordLinks {
  return {
    async byTokenHash(tokenHash) {
      const row = await db
        .selectFrom('password_links')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        purpose: row.purpose as 'password' | 'unlock',
        tokenHash: row.token_hash,
        accountId: row.account_id as AccountId | null,
        browserHash: row.browser_hash,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
      };
    },
    async insert(tx, link, message) {
      const trx = fromTx(tx);
      await trx
        .insertInto('password_links')
        .values({
          id: link.id,
          purpose: link.purpose,
          token_hash: link.tokenHash,
          account_id: link.accountId,
          browser_hash: link.browserHash,
          created_at: link.createdAt,
          expires_at: link.expiresAt,
          used_at: link.usedAt,
        })
        .execute();
      await insertOutbox(trx, [message], sealMessage);
      // Both ways write the row of a mail and touch it once more; one of them leaves nothing to hand over.
      await trx
        .updateTable('outbox')
        .set(link.accountId === null ? { message_sealed: null, handed_over_at: link.createdAt } : { tries: 0 })
        .where('id', '=', message.id)
        .execute();
    },
    async use(tx, id, at) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('password_links')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

/** Putting new passwords in place. */
export function passwordWritesOn(): PasswordWrites {
  return {
    async replaceByMail(tx, row) {
      const trx = fromTx(tx);
      await trx
        .updateTable('authenticators')
        .set((eb) => ({ revoked_at: row.boundAt, version: eb('version', '+', 1) }))
        .where('account_id', '=', row.accountId)
        .where('kind', '=', 'password')
        .where('revoked_at', 'is', null)
        .execute();
      await trx.insertInto('authenticators').values(authenticatorRow(row)).execute();
      await trx
        .updateTable('accounts')
        .set({ password_reset_by_mail_at: row.boundAt })
        .where('id', '=', row.accountId)
        .execute();
    },
  };
}

/** Passwords that were: revoked ones stay. */
export function passwordHistoryOn(db: Db): PasswordHistory {
  return {
    async last(accountId, count) {
      const rows = await db
        .selectFrom('authenticators')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('kind', '=', 'password')
        .orderBy('bound_at', 'desc')
        .orderBy('id')
        .limit(count)
        .execute();
      return rows.map(authenticatorOf);
    },
  };
}

/** Uses up every link of an account that still works. */
export async function endPasswordLinks(trx: Trx, accountId: AccountId, at: EpochMs): Promise<void> {
  await trx
    .updateTable('password_links')
    .set({ used_at: at })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
}
