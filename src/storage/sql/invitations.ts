import type { Selectable } from 'kysely';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { Invitation, InvitationPurpose, InvitationStore } from '../../domain/accounts/run/ports.ts';
import type { InvitationsTable } from '../tables.ts';
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
