import type { ConsentStore } from '../../domain/clients/run/consents.ts';
import { insertAudit } from './audit.ts';
import { type Db, inTransaction } from './tx.ts';

/** What owners of accounts allowed clients. */
export function consentStoreOn(db: Db): ConsentStore {
  return {
    async of(accountId, clientId) {
      const row = await db
        .selectFrom('consents')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        accountId,
        clientId,
        scopes: JSON.parse(row.scopes) as string[],
        resources: JSON.parse(row.resources) as Record<string, string[]>,
        givenAt: row.given_at,
      };
    },
    put: (consent, audit) =>
      inTransaction(db, async (trx) => {
        const said = {
          scopes: JSON.stringify(consent.scopes),
          resources: JSON.stringify(consent.resources),
          given_at: consent.givenAt,
        };
        await trx
          .insertInto('consents')
          .values({ account_id: consent.accountId, client_id: consent.clientId, ...said })
          .onConflict((conflict) => conflict.columns(['account_id', 'client_id']).doUpdateSet(said))
          .execute();
        await insertAudit(trx, [audit]);
      }),
  };
}
