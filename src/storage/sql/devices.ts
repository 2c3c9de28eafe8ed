import type { Insertable } from 'kysely';
import type { BrowserWrites } from '../../domain/recovery/run/ports.ts';
import type { KnownBrowsers } from '../../domain/self-service/run/ports.ts';
import type { Change } from '../../domain/sign-in/run/records.ts';
import type { DevicesTable } from '../tables.ts';
import { compiledInsert, compiledOnce } from './compiled.ts';
import { deviceOf } from './sign-in-reads.ts';
import { type Db, fromTx, type Trx } from './tx.ts';

/** Browsers an account knows, and accounts one browser is known to, at most; those used longest ago go (T2). */
const DEVICES_OF_ACCOUNT_MAX = 10;
const ACCOUNTS_OF_BROWSER_MAX = 5;

/** The browsers that an account knows. */
export function knownBrowsersOn(db: Db): KnownBrowsers {
  return {
    async of(accountId) {
      const rows = await db
        .selectFrom('devices')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('burned', '=', 0)
        .orderBy('last_used_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(deviceOf);
    },
  };
}

/** Making browsers known outside of a sign-in. */
export function browserWritesOn(): BrowserWrites {
  return { makeKnown: (tx, device) => putDevice(fromTx(tx), device) };
}

type PutDevice = NonNullable<Change['putDevice']>;

/** One row for each account that uses a browser: a second tab that made one meanwhile is joined, not doubled. */
export async function putDevice(trx: Trx, device: PutDevice): Promise<void> {
  if (device.replacesTokenHash !== undefined) await moveOthers(trx, device, device.replacesTokenHash);
  await joinDevice(trx, [
    {
      id: device.id,
      token_hash: device.tokenHash,
      account_id: device.accountId,
      passkey_id: device.passkeyId,
      offer_trust_again_at: device.offerTrustAgainAt,
      created_at: device.createdAt,
      last_used_at: device.lastUsedAt,
      browser: device.browser,
      by_mail: device.byMail === true ? 1 : 0,
    },
  ]);
  await dropSurplus(trx, device);
}

const PUT = [
  'id',
  'token_hash',
  'account_id',
  'passkey_id',
  'offer_trust_again_at',
  'created_at',
  'last_used_at',
  'browser',
  'by_mail',
] as const satisfies readonly (keyof DevicesTable)[];

const joinDevice = compiledInsert(PUT, (db, rows: readonly Pick<Insertable<DevicesTable>, (typeof PUT)[number]>[]) =>
  db
    .insertInto('devices')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['token_hash', 'account_id']).doUpdateSet((eb) => ({
        passkey_id: eb.ref('excluded.passkey_id'),
        offer_trust_again_at: eb.ref('excluded.offer_trust_again_at'),
        last_used_at: eb.ref('excluded.last_used_at'),
        browser: eb.ref('excluded.browser'),
        failures: 0,
        by_mail: eb.ref('excluded.by_mail'),
      })),
    ),
);

/** The account knows these browsers no more; their rows stay, so that copies of the cookie are recognized as worthless. */
export async function burnDevices(trx: Trx, burned: Change['burnDevices']): Promise<void> {
  if (burned === undefined) return;
  const all = trx
    .updateTable('devices')
    .set({ burned: 1, passkey_id: null, offer_trust_again_at: null })
    .where('account_id', '=', burned.accountId);
  if ('ids' in burned) await all.where('id', 'in', burned.ids).execute();
  else await all.where('token_hash', '!=', burned.exceptTokenHash ?? '').execute();
}

/** The browser's cookie is a new one: the burned row goes, other accounts know the browser by the new cookie. */
async function moveOthers(trx: Trx, { tokenHash, accountId }: PutDevice, old: string): Promise<void> {
  await trx.deleteFrom('devices').where('token_hash', '=', old).where('account_id', '=', accountId).execute();
  await trx.updateTable('devices').set({ token_hash: tokenHash }).where('token_hash', '=', old).execute();
}

async function dropSurplus(trx: Trx, { accountId, tokenHash }: PutDevice): Promise<void> {
  const { rows } = await newestOf(trx, { accountId, tokenHash });
  const ofAccount = rows.filter((row) => row.account_id === accountId).slice(DEVICES_OF_ACCOUNT_MAX);
  const ofBrowser = rows.filter((row) => row.token_hash === tokenHash).slice(ACCOUNTS_OF_BROWSER_MAX);
  const ids = [...ofAccount, ...ofBrowser].map((row) => row.id);
  if (ids.length > 0) await trx.deleteFrom('devices').where('id', 'in', ids).execute();
}

/** Those of the account and those of the browser, the last used first. */
const newestOf = compiledOnce((db, { accountId, tokenHash }: Pick<PutDevice, 'accountId' | 'tokenHash'>) =>
  db
    .selectFrom('devices')
    .select(['id', 'account_id', 'token_hash'])
    .where((eb) => eb.or([eb('account_id', '=', accountId), eb('token_hash', '=', tokenHash)]))
    .orderBy('last_used_at', 'desc')
    .orderBy('id'),
);
