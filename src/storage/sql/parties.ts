import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { OrganizationKind } from '../../domain/organizations/decide/mandate.ts';
import type { GrantedRole } from '../../domain/roles/decide/roles.ts';
import type { ConsoleRules, ConsoleUses, Parties } from '../../domain/roles/run/ports.ts';
import { within } from './organizations.ts';
import type { Db } from './tx.ts';

/** People as permission sees them. */
export function partiesOn(db: Db): Parties {
  return {
    async byId(at, id) {
      const account = await within(db, at)
        .selectFrom('accounts')
        .select('disabled_at')
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      if (account === undefined) return null;
      return { accountId: id, disabled: account.disabled_at !== null, places: await placesOf(within(db, at), id) };
    },
  };
}

/** When sessions were last used in the console. */
export function consoleUsesOn(db: Db): ConsoleUses {
  return {
    async lastOf(id) {
      const row = await db.selectFrom('sessions').select('console_seen_at').where('id', '=', id).executeTakeFirst();
      return row?.console_seen_at ?? null;
    },
    async note(id, at) {
      await db.updateTable('sessions').set({ console_seen_at: at }).where('id', '=', id).execute();
    },
  };
}

/** What the console asks for. Usually nobody set anything, and the index is empty. */
export function consoleRulesOn(db: Db): ConsoleRules {
  return {
    async acr() {
      const strongest = await db
        .selectFrom('organizations')
        .select('id')
        .where('console_acr', '=', 'phr')
        .where('console_acr', 'is not', null)
        .where('kind', '=', 'operator')
        .where('disabled_at', 'is', null)
        .limit(1)
        .executeTakeFirst();
      return strongest === undefined ? 'aal2' : 'phr';
    },
  };
}

async function placesOf(db: Db, id: AccountId) {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
    .leftJoin('role_grants', (join) =>
      join
        .onRef('role_grants.organization_id', '=', 'memberships.organization_id')
        .onRef('role_grants.account_id', '=', 'memberships.account_id'),
    )
    .select(['organizations.id', 'organizations.kind', 'organizations.disabled_at', 'organizations.admin_resets'])
    .select(['memberships.kind as member_kind', 'role_grants.role'])
    .where('memberships.account_id', '=', id)
    .where('memberships.accepted_at', 'is not', null)
    .orderBy('organizations.id')
    .execute();
  return rows.map((row) => ({
    organizationId: row.id as OrganizationId,
    organizationKind: row.kind as OrganizationKind,
    inForce: row.disabled_at === null,
    kind: row.member_kind as MemberKind,
    granted: row.role as GrantedRole | null,
    adminResets: row.admin_resets === 1,
  }));
}
