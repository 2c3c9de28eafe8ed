import type { Selectable } from 'kysely';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Attempt } from '../../domain/sign-in/run/records.ts';
import type { AttemptsTable } from '../tables.ts';

/** What of an attempt has a column of its own; the rest is one JSON object. */
type WithColumn =
  | 'id'
  | 'browserHash'
  | 'version'
  | 'createdAt'
  | 'expiresAt'
  | 'endedAt'
  | 'source'
  | 'accountId'
  | 'addressSealed'
  | 'addressMac'
  | 'pendingSealed';

/** What attempts that began before an update do not have. */
type Later = 'next' | 'freshBy';

/** Columns of an attempt, as {@link attemptRow} gives them. */
export const ATTEMPT_COLUMNS = [
  'id',
  'browser_hash',
  'version',
  'created_at',
  'expires_at',
  'ended_at',
  'source',
  'account_id',
  'address_sealed',
  'address_mac',
  'state',
  'pending_sealed',
] as const satisfies readonly (keyof AttemptsTable)[];

/** The row of an attempt. */
export function attemptRow(attempt: Attempt): AttemptsTable {
  const {
    id,
    browserHash,
    version,
    createdAt,
    expiresAt,
    endedAt,
    source,
    accountId,
    addressSealed,
    addressMac,
    pendingSealed,
    ...state
  } = attempt;
  return {
    id,
    browser_hash: browserHash,
    version,
    created_at: createdAt,
    expires_at: expiresAt,
    ended_at: endedAt,
    source,
    account_id: accountId,
    address_sealed: addressSealed,
    address_mac: addressMac,
    state: JSON.stringify(state),
    pending_sealed: pendingSealed,
  };
}

/** The attempt of a row. */
export function attemptOf(row: Selectable<AttemptsTable>): Attempt {
  return {
    id: row.id,
    browserHash: row.browser_hash,
    version: row.version,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    source: row.source,
    accountId: row.account_id as AccountId | null,
    addressSealed: row.address_sealed,
    addressMac: row.address_mac,
    pendingSealed: row.pending_sealed,
    next: null,
    freshBy: 'any',
    ...(JSON.parse(row.state) as Omit<Attempt, WithColumn | Later> & Partial<Pick<Attempt, Later>>),
  };
}
