import type { Change } from '../../domain/sign-in/run/records.ts';
import { compiledOnce } from './compiled.ts';
import { isUniqueViolation, LostRace } from './errors.ts';
import { authenticatorRow } from './rows.ts';
import type { Trx } from './tx.ts';

/** Moves each authenticator on from the version it was verified at; throws `LostRace` when another use came first. */
export async function swapAuthenticators(trx: Trx, swaps: NonNullable<Change['swapAuthenticators']>): Promise<void> {
  for (const { fromVersion, next } of swaps) {
    if (next.version <= fromVersion) throw new Error('storage: a swapped authenticator must move its version on');
    const { numAffectedRows } = await moveAuthenticator(trx, { ...authenticatorRow(next), from_version: fromVersion });
    if (numAffectedRows !== 1n) throw new LostRace('binding');
  }
}

const moveAuthenticator = compiledOnce(
  (db, row: ReturnType<typeof authenticatorRow> & { readonly from_version: number }) =>
    db
      .updateTable('authenticators')
      .set({
        label: row.label,
        secret_sealed: row.secret_sealed,
        version: row.version,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
        suspended_at: row.suspended_at,
      })
      .where('id', '=', row.id)
      .where('account_id', '=', row.account_id)
      .where('version', '=', row.from_version)
      .where('revoked_at', 'is', null),
);

/**
 * Stores new authenticators. Throws `LostRace` when a credential id was registered before, by whomever, or when another
 * attempt gave the account its password or recovery code meanwhile.
 */
export async function addAuthenticators(
  trx: Trx,
  authenticators: NonNullable<Change['addAuthenticators']>,
): Promise<void> {
  if (authenticators.length === 0) return;
  try {
    await trx.insertInto('authenticators').values(authenticators.map(authenticatorRow)).execute();
  } catch (error) {
    throw isUniqueViolation(error) ? new LostRace('binding') : error;
  }
}

/** Uses up a reset's live pass; throws `LostRace` when it was used, replaced, ran out, or its case is over. */
export async function usePass(trx: Trx, { caseId, passHash, at }: NonNullable<Change['usePass']>): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('reset_cases')
    .set((eb) => ({ pass_hash: null, pass_used_at: at, version: eb('version', '+', 1) }))
    .where('id', '=', caseId)
    .where('pass_hash', '=', passHash)
    .where('pass_expires_at', '>', at)
    .where('finished_at', 'is', null)
    .where('vetoed_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('binding');
}

/** Closes a reset whose set-up is done; throws `LostRace` when the owner stopped it meanwhile. */
export async function finishReset(trx: Trx, { caseId, at }: NonNullable<Change['finishReset']>): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('reset_cases')
    .set((eb) => ({ finished_at: at, version: eb('version', '+', 1) }))
    .where('id', '=', caseId)
    .where('finished_at', 'is', null)
    .where('vetoed_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('attempt');
}

/** Counts one more "Set up later" in each organization; throws `LostRace` where another attempt counted first. */
export async function useSkips(trx: Trx, skips: NonNullable<Change['useSkips']>): Promise<void> {
  for (const { accountId, organizationId, skipsUsed } of skips) {
    const { numUpdatedRows } = await trx
      .updateTable('memberships')
      .set({ skips_used: skipsUsed + 1 })
      .where('account_id', '=', accountId)
      .where('organization_id', '=', organizationId)
      .where('skips_used', '=', skipsUsed)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new LostRace('binding');
  }
}
