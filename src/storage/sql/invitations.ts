import type { ExpressionBuilder, Selectable } from 'kysely';
import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type {
  Invitation,
  InvitationMark,
  InvitationPurpose,
  InvitationStore,
  OpenInvitation,
} from '../../domain/accounts/run/ports.ts';
import type { InvitationsTable, Tables } from '../tables.ts';
import { within } from './organizations.ts';
import { type Db, fromTx } from './tx.ts';

/** Invitations, found by the hash of their token. */
export function invitationStoreOn(db: Db): InvitationStore {
  return {
    async byTokenHash(at, tokenHash) {
      const row = await within(db, at)
        .selectFrom('invitations')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst();
      return row === undefined ? null : invitationOf(row);
    },
    async openIn(id, now, { after, limit }) {
      const all = openOn(db, now).where('invitations.organization_id', '=', id);
      const rows = await (after === null ? all : all.where(comesAfter(after)))
        .orderBy('invitations.created_at', 'desc')
        .orderBy('invitations.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(openInvitationOf);
    },
    async openById(at, id, now) {
      const row = await openOn(within(db, at), now).where('invitations.id', '=', id).executeTakeFirst();
      return row === undefined ? null : openInvitationOf(row);
    },
    async insert(tx, invitation) {
      await fromTx(tx).insertInto('invitations').values(invitationRow(invitation)).execute();
    },
    async use(tx, id, at) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('invitations')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async end(tx, accountId, organizationId, at) {
      const open = fromTx(tx)
        .updateTable('invitations')
        .set({ expires_at: at, code_hash: null })
        .where('account_id', '=', accountId)
        .where('expires_at', '>', at);
      await (organizationId === null ? open : open.where('organization_id', '=', organizationId)).execute();
    },
  };
}

/** With the place that each offers: who left, or was taken out, has none. */
function openOn(db: Db, now: number) {
  return db
    .selectFrom('invitations')
    .innerJoin('addresses', 'addresses.account_id', 'invitations.account_id')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.account_id', '=', 'invitations.account_id')
        .onRef('memberships.organization_id', '=', 'invitations.organization_id'),
    )
    .select(['invitations.id', 'invitations.account_id', 'invitations.organization_id'])
    .select(['invitations.created_at', 'invitations.expires_at', 'addresses.canonical', 'memberships.kind'])
    .where('invitations.purpose', '!=', 'set-up-code')
    .where('invitations.used_at', 'is', null)
    .where('invitations.expires_at', '>', now);
}

/** Rows below a mark, newest first. */
function comesAfter({ createdAt, id }: InvitationMark) {
  return (eb: ExpressionBuilder<Tables, 'invitations'>) =>
    eb.or([
      eb('invitations.created_at', '<', createdAt),
      eb.and([eb('invitations.created_at', '=', createdAt), eb('invitations.id', '<', id)]),
    ]);
}

function openInvitationOf(row: Awaited<ReturnType<ReturnType<typeof openOn>['execute']>>[number]): OpenInvitation {
  return {
    id: row.id,
    accountId: row.account_id as AccountId,
    organizationId: row.organization_id as OrganizationId,
    address: row.canonical,
    kind: row.kind as MemberKind,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

function invitationOf(row: Selectable<InvitationsTable>): Invitation {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    accountId: row.account_id as AccountId,
    organizationId: row.organization_id as OrganizationId,
    purpose: row.purpose as InvitationPurpose,
    codeHash: row.code_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}

function invitationRow(invitation: Invitation): InvitationsTable {
  return {
    id: invitation.id,
    token_hash: invitation.tokenHash,
    account_id: invitation.accountId,
    organization_id: invitation.organizationId,
    purpose: invitation.purpose,
    code_hash: invitation.codeHash,
    created_at: invitation.createdAt,
    expires_at: invitation.expiresAt,
    used_at: invitation.usedAt,
  };
}
