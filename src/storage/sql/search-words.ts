import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { searchWords } from '../../domain/directory/decide/words.ts';
import type { Trx } from './tx.ts';

/** Lets an account be found under its name and address as they are now. */
export async function putWords(trx: Trx, id: AccountId): Promise<void> {
  await trx.deleteFrom('search_words').where('account_id', '=', id).execute();
  const owner = await trx
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .select(['accounts.name', 'addresses.canonical'])
    .where('accounts.id', '=', id)
    .executeTakeFirst();
  if (owner === undefined) return;
  const rows = searchWords(owner.name, owner.canonical).map((word) => ({ word, account_id: id }));
  await trx.insertInto('search_words').values(rows).execute();
}
