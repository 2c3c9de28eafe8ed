import type { AccessEnds, Left } from '../../domain/access/run/ports.ts';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import { accountWritesOn } from './accounts.ts';
import { accountCutsOn } from './recovery.ts';
import { endSessions } from './sessions.ts';
import { fromTx, type Trx } from './tx.ts';

/** Ending what an account holds. */
export function accessEndsOn(): AccessEnds {
  const { endAccess } = accountWritesOn();
  const { forgetDevices } = accountCutsOn();
  return {
    async session(tx, id, sessionId, at, reason) {
      const trx = fromTx(tx);
      const live = await trx
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', sessionId)
        .where('account_id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (live === undefined) return false;
      await endAttempts(trx, id, at);
      await endSessions(trx, [{ sessionId, at, reason }]);
      await endLinks(trx, 'password_links', id, at);
      return true;
    },
    async everything(tx, id, stays, at): Promise<Left> {
      const trx = fromTx(tx);
      const tokens = await tokensOf(trx, id);
      const links = await endLinks(trx, 'password_links', id, at);
      // Attempts before sessions, so that one that is just finishing leaves none behind.
      const { attempts, sessions } = await endAccess(tx, id, at, 'offboarded');
      const applications = await toldOf(trx, id, at);
      // What an application holds without a session of ours.
      await trx.deleteFrom('artifacts').where('account_id', '=', id).execute();
      const browsers = await browsersOf(trx, id);
      await forgetDevices(tx, id);
      const invitations = await endInvitations(trx, id, stays, at);
      const all = stays === null;
      if (all) await trx.deleteFrom('consents').where('account_id', '=', id).execute();
      const stops = all ? await endLinks(trx, 'stop_links', id, at) : 0;
      const resets = all ? await cancelResets(trx, id, at) : 0;
      return { sessions, attempts, tokens, browsers, invitations, links: links + stops, resets, applications };
    },
  };
}

async function endAttempts(trx: Trx, id: AccountId, at: EpochMs): Promise<void> {
  await trx
    .updateTable('attempts')
    .set({ ended_at: at, pending_sealed: null })
    .where('account_id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

async function endLinks(trx: Trx, table: 'password_links' | 'stop_links', id: AccountId, at: EpochMs): Promise<number> {
  const ended = await trx
    .updateTable(table)
    .set({ used_at: at })
    .where('account_id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

/** With the codes for set-up, which outlive their links. */
async function endInvitations(trx: Trx, id: AccountId, of: OrganizationId | null, at: EpochMs): Promise<number> {
  const live = trx.updateTable('invitations').where('account_id', '=', id).where('expires_at', '>', at);
  const concerned = of === null ? live : live.where('organization_id', '=', of);
  const ended = await concerned.set({ used_at: at }).where('used_at', 'is', null).executeTakeFirst();
  await concerned.set({ code_hash: null }).where('code_hash', 'is not', null).execute();
  return Number(ended.numUpdatedRows);
}

async function cancelResets(trx: Trx, id: AccountId, at: EpochMs): Promise<number> {
  const ended = await trx
    .updateTable('reset_cases')
    .set((eb) => ({ cancelled_at: at, pass_hash: null, version: eb('version', '+', 1) }))
    .where('account_id', '=', id)
    .where('finished_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('vetoed_at', 'is', null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

async function tokensOf(trx: Trx, id: AccountId): Promise<number> {
  return countOf(
    await trx
      .selectFrom('artifacts')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .where('account_id', '=', id)
      .executeTakeFirstOrThrow(),
  );
}

async function toldOf(trx: Trx, id: AccountId, at: EpochMs): Promise<number> {
  return countOf(
    await trx
      .selectFrom('logouts')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .where('created_at', '=', at)
      .where('account_id', '=', id)
      .executeTakeFirstOrThrow(),
  );
}

async function browsersOf(trx: Trx, id: AccountId): Promise<number> {
  return countOf(
    await trx
      .selectFrom('devices')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .where('account_id', '=', id)
      .where('burned', '=', 0)
      .executeTakeFirstOrThrow(),
  );
}

function countOf({ count }: { readonly count: number | string }): number {
  return Number(count);
}
