import type { Selectable } from 'kysely';
import type { AccountId, AuthenticatorId, DeviceId } from '../../domain/accounts/decide/account.ts';
import type { SignInReads } from '../../domain/sign-in/run/ports.ts';
import type { AccountSnapshot, Device, OpenReset } from '../../domain/sign-in/run/records.ts';
import type { AuthenticatorsTable, DevicesTable } from '../tables.ts';
import { attemptOf } from './attempts.ts';
import { compiledOnce } from './compiled.ts';
import { handOverOf } from './outbox.ts';
import { accountOf, authenticatorOf, membershipOf, selectMemberships } from './rows.ts';
import type { Db } from './tx.ts';

/** What a sign-in reads. */
export function signInReadsOn(db: Db): SignInReads {
  return {
    async attempt(id) {
      const [row] = (await attemptsBy(db, { id })).rows;
      return row === undefined ? null : attemptOf(row);
    },
    async accountIdByAddress(canonical) {
      const [row] = (await accountsAt(db, { canonical })).rows;
      return row === undefined ? null : (row.id as AccountId);
    },
    snapshot: (accountId) => snapshotOf(db, accountId),
    async device(tokenHash, accountId) {
      const [row] = (await devicesOf(db, { tokenHash, accountId })).rows;
      return row === undefined ? null : deviceOf(row);
    },
    async handOver(messageId) {
      const row = await db
        .selectFrom('outbox')
        .select(['handed_over_at', 'failed_at', 'not_after', 'tries', 'leased_until'])
        .where('id', '=', messageId)
        .executeTakeFirst();
      return row === undefined ? null : handOverOf(row);
    },
  };
}

const attemptsBy = compiledOnce((db, { id }: { readonly id: string }) =>
  db.selectFrom('attempts').selectAll().where('id', '=', id),
);

const accountsAt = compiledOnce((db, { canonical }: { readonly canonical: string }) =>
  db
    .selectFrom('addresses')
    .innerJoin('accounts', 'accounts.id', 'addresses.account_id')
    .select('accounts.id')
    .where('addresses.canonical', '=', canonical)
    .where('accounts.deleted_at', 'is', null),
);

const devicesOf = compiledOnce((db, { tokenHash, accountId }: Of & { readonly tokenHash: string }) =>
  db.selectFrom('devices').selectAll().where('token_hash', '=', tokenHash).where('account_id', '=', accountId),
);

/** Three queries. What changes between them is caught by the commit: whoever changes an account ends its attempts. */
async function snapshotOf(db: Db, accountId: AccountId): Promise<AccountSnapshot | null> {
  const [owners, memberships, authenticators] = await Promise.all([
    ownersOf(db, { accountId }),
    membershipsOf(db, { accountId }),
    authenticatorsOf(db, { accountId }),
  ]);
  const owner = owners.rows[0];
  return owner === undefined ? null : snapshotFrom(owner, memberships.rows, authenticators.rows);
}

/** The snapshot that these rows make. */
export function snapshotFrom(
  owner: Awaited<ReturnType<typeof ownersOf>>['rows'][number],
  memberships: readonly Parameters<typeof membershipOf>[0][],
  authenticators: readonly Selectable<AuthenticatorsTable>[],
): AccountSnapshot {
  if (owner.audit_key_sealed === null) throw new Error('storage: a live account without its audit key');
  return {
    account: accountOf(owner),
    address: { address: owner.address, canonical: owner.canonical, confirmedAt: owner.confirmed_at },
    memberships: memberships.map(membershipOf),
    authenticators: authenticators.map(authenticatorOf),
    reset: openResetOf(owner),
    invitationCode: invitationCodeOf(owner),
    auditKeySealed: owner.audit_key_sealed,
  };
}

/** Whose rows are asked for. */
interface Of {
  readonly accountId: AccountId;
}

/** The account with its address, its newest unfinished reset and its newest invitation code: one row, the newest of each. */
const ownersOf = compiledOnce((db, { accountId }: Of) =>
  selectOwners(db)
    .where('accounts.id', '=', accountId)
    .where('accounts.deleted_at', 'is', null)
    .orderBy('reset_cases.carried_out_at', 'desc')
    .orderBy('invitations.created_at', 'desc')
    .limit(1),
);

/** The memberships that were accepted. */
const membershipsOf = compiledOnce((db, { accountId }: Of) =>
  selectMemberships(db)
    .where('memberships.account_id', '=', accountId)
    .where('memberships.accepted_at', 'is not', null)
    .orderBy('memberships.organization_id'),
);

/** The live authenticators, oldest first. */
const authenticatorsOf = compiledOnce((db, { accountId }: Of) =>
  db
    .selectFrom('authenticators')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .orderBy('bound_at')
    .orderBy('id'),
);

/** Accounts with their addresses, unfinished resets and invitation codes: a row for each of those. */
export function selectOwners(db: Db) {
  return db
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .leftJoin('reset_cases', (join) =>
      join
        .onRef('reset_cases.account_id', '=', 'accounts.id')
        .on('reset_cases.carried_out_at', 'is not', null)
        .on('reset_cases.finished_at', 'is', null)
        .on('reset_cases.vetoed_at', 'is', null)
        .on('reset_cases.cancelled_at', 'is', null),
    )
    .leftJoin('invitations', (join) =>
      // The code outlives the link's use: the link chooses the first password, the code opens the set-up after it. An organization
      // that the account has not joined gives it none.
      join
        .onRef('invitations.account_id', '=', 'accounts.id')
        .on('invitations.code_hash', 'is not', null)
        .on(({ exists, selectFrom }) =>
          exists(
            selectFrom('memberships')
              .select('memberships.kind')
              .whereRef('memberships.account_id', '=', 'invitations.account_id')
              .whereRef('memberships.organization_id', '=', 'invitations.organization_id')
              .where('memberships.accepted_at', 'is not', null),
          ),
        ),
    )
    .selectAll('accounts')
    .select(['addresses.address', 'addresses.canonical', 'addresses.confirmed_at'])
    .select([
      'reset_cases.id as case_id',
      'reset_cases.carried_out_at',
      'reset_cases.pass_hash',
      'reset_cases.pass_expires_at',
    ])
    .select(['invitations.code_hash', 'invitations.expires_at as code_expires_at']);
}

function openResetOf(row: {
  readonly case_id: string | null;
  readonly carried_out_at: number | null;
  readonly pass_hash: string | null;
  readonly pass_expires_at: number | null;
}): OpenReset | null {
  if (row.case_id === null || row.carried_out_at === null) return null;
  return {
    caseId: row.case_id,
    carriedOutAt: row.carried_out_at,
    passHash: row.pass_hash,
    passExpiresAt: row.pass_expires_at,
  };
}

function invitationCodeOf(row: {
  readonly code_hash: string | null;
  readonly code_expires_at: number | null;
}): AccountSnapshot['invitationCode'] {
  if (row.code_hash === null || row.code_expires_at === null) return null;
  return { hash: row.code_hash, expiresAt: row.code_expires_at };
}

/** The device of a row. */
export function deviceOf(row: Selectable<DevicesTable>): Device {
  return {
    id: row.id as DeviceId,
    tokenHash: row.token_hash,
    accountId: row.account_id as AccountId,
    passkeyId: row.passkey_id as AuthenticatorId | null,
    offerTrustAgainAt: row.offer_trust_again_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    browser: row.browser,
    ...(row.burned === 0 ? {} : { burned: true }),
    ...(row.by_mail === 0 ? {} : { byMail: true }),
    ...(row.failures === 0 ? {} : { failures: row.failures }),
  };
}
