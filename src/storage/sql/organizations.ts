import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { Membership, Organization } from '../../domain/organizations/decide/mandate.ts';
import type {
  At,
  MandateRequest,
  MandateStore,
  Member,
  MembershipReads,
  MembershipWrites,
  OrganizationStore,
} from '../../domain/organizations/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { Tx } from '../../platform/kernel/tx.ts';
import {
  mandateRow,
  membershipOf,
  organizationOf,
  organizationRow,
  selectMemberships,
  selectOrganizations,
} from './rows.ts';
import { type Db, fromTx } from './tx.ts';

/** Where a read goes: the transaction it was handed, or the database. */
export function within(db: Db, at: At): Db {
  return at === null ? db : fromTx(at);
}

/** Organizations, each with its mandate. */
export function organizationStoreOn(db: Db): OrganizationStore {
  return {
    async byId(at, id) {
      const row = await selectOrganizations(within(db, at)).where('organizations.id', '=', id).executeTakeFirst();
      return row === undefined ? null : organizationOf(row);
    },
    async list(at) {
      const rows = await selectOrganizations(within(db, at)).execute();
      // Sorted here: the engines disagree on the order of letters.
      return rows.map(organizationOf).sort(byName);
    },
    async insert(tx, organization) {
      await fromTx(tx).insertInto('organizations').values(organizationRow(organization)).execute();
    },
    async update(tx, id, change) {
      const { name, support, idleMs, absoluteMs, workstationIdleMs, passwordPreset, consoleAcr, disabledAt } = change;
      const limits = { idle_ms: idleMs, absolute_ms: absoluteMs, workstation_idle_ms: workstationIdleMs };
      const console_acr = consoleAcr === 'aal2' ? null : consoleAcr;
      const columns = {
        name,
        support,
        ...limits,
        password_preset: passwordPreset,
        console_acr,
        admin_resets: change.adminResets === undefined ? undefined : Number(change.adminResets),
        disabled_at: disabledAt,
      };
      const moved = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
      await fromTx(tx).updateTable('organizations').set(moved).where('id', '=', id).execute();
    },
  };
}

/** Mandates and requests for them. */
export function mandateStoreOn(db: Db): MandateStore {
  return {
    async put(tx, id, mandate, by) {
      const row = mandateRow(id, by, mandate);
      const { organization_id: _, ...columns } = row;
      await fromTx(tx)
        .insertInto('mandates')
        .values(row)
        .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(columns))
        .execute();
    },
    async remove(tx, id) {
      await fromTx(tx).deleteFrom('mandates').where('organization_id', '=', id).execute();
    },
    openRequest: (at, id) => openRequest(within(db, at), id),
    async insertRequest(tx, request) {
      await fromTx(tx)
        .insertInto('mandate_requests')
        .values({
          id: request.id,
          organization_id: request.organizationId,
          requested_by: request.requestedBy,
          requested_at: request.requestedAt,
          decided_at: null,
          decided_by: null,
          granted: null,
        })
        .execute();
    },
    async decideRequest(tx, requestId, granted, by, decidedAt) {
      await fromTx(tx)
        .updateTable('mandate_requests')
        .set({ decided_at: decidedAt, decided_by: by, granted: granted ? 1 : 0 })
        .where('id', '=', requestId)
        .where('decided_at', 'is', null)
        .execute();
    },
  };
}

/** Who is in which organization. Deleted accounts are nowhere. */
export function membershipReadsOn(db: Db): MembershipReads {
  return {
    membersOf: (at, id) => membersOf(within(db, at), id),
    async membershipsOf(at, accountId) {
      const rows = await selectMemberships(within(db, at))
        .where('memberships.account_id', '=', accountId)
        .orderBy('memberships.created_at')
        .orderBy('memberships.organization_id')
        .execute();
      return rows.map(membershipOf);
    },
    membershipsAround: (at, id) => membershipsAround(within(db, at), id),
  };
}

/** Changes of memberships. */
export function membershipWritesOn(): MembershipWrites {
  return {
    async insert(tx, membership) {
      await fromTx(tx)
        .insertInto('memberships')
        .values({
          account_id: membership.accountId,
          organization_id: membership.organizationId,
          kind: membership.kind,
          created_at: membership.createdAt,
          accepted_at: membership.acceptedAt,
          skips_used: 0,
        })
        .execute();
    },
    async accept(tx, accountId, id, acceptedAt) {
      const { numUpdatedRows } = await place(tx, accountId, id)
        .set({ accepted_at: acceptedAt })
        .where('accepted_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async setKind(tx, accountId, id, kind) {
      await endGrant(tx, accountId, id);
      const { numUpdatedRows } = await place(tx, accountId, id).set({ kind }).executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async remove(tx, accountId, id) {
      await endGrant(tx, accountId, id);
      const { numDeletedRows } = await fromTx(tx)
        .deleteFrom('memberships')
        .where('account_id', '=', accountId)
        .where('organization_id', '=', id)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

/** A granted role does not outlive the place it was granted to: it must not come back with a later one. */
async function endGrant(tx: Tx, accountId: AccountId, id: OrganizationId): Promise<void> {
  await fromTx(tx)
    .deleteFrom('role_grants')
    .where('organization_id', '=', id)
    .where('account_id', '=', accountId)
    .execute();
}

function place(tx: Tx, accountId: AccountId, id: OrganizationId) {
  return fromTx(tx).updateTable('memberships').where('account_id', '=', accountId).where('organization_id', '=', id);
}

async function openRequest(db: Db, id: OrganizationId): Promise<MandateRequest | null> {
  const row = await db
    .selectFrom('mandate_requests')
    .select(['id', 'requested_by', 'requested_at'])
    .where('organization_id', '=', id)
    .where('decided_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const requestedAt: EpochMs = row.requested_at;
  return { id: row.id, organizationId: id, requestedBy: row.requested_by as AccountId, requestedAt };
}

async function membersOf(db: Db, id: OrganizationId): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .innerJoin('addresses', 'addresses.account_id', 'memberships.account_id')
    .select(['accounts.id', 'accounts.name', 'addresses.address', 'memberships.kind', 'memberships.accepted_at'])
    .where('memberships.organization_id', '=', id)
    .execute();
  return rows
    .map((row) => ({
      accountId: row.id as AccountId,
      name: row.name,
      address: row.address,
      kind: row.kind as MemberKind,
      acceptedAt: row.accepted_at,
    }))
    .sort((a, b) => compare(a.address, b.address));
}

/** In two queries: of thousands of places few organizations differ. */
async function membershipsAround(db: Db, id: OrganizationId): Promise<readonly (readonly Membership[])[]> {
  const inTwo = db
    .selectFrom('memberships as here')
    .innerJoin('memberships as other', 'other.account_id', 'here.account_id')
    .select('here.account_id')
    .where('here.organization_id', '=', id)
    .whereRef('other.organization_id', '<>', 'here.organization_id');
  const rows = await db
    .selectFrom('memberships')
    .select(['account_id', 'organization_id', 'kind', 'accepted_at', 'skips_used'])
    .where('account_id', 'in', inTwo)
    .execute();
  const organizations = await organizationsById(db, [...new Set(rows.map((row) => row.organization_id))]);
  return [...Map.groupBy(rows, (row) => row.account_id).values()].map((own) =>
    own.flatMap((row) => {
      const organization = organizations.get(row.organization_id);
      if (organization === undefined) return [];
      const { kind, accepted_at: acceptedAt, skips_used: skipsUsed } = row;
      return [{ organization, kind: kind as MemberKind, acceptedAt, skipsUsed }];
    }),
  );
}

/** These organizations, by id. */
export async function organizationsById(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Organization>> {
  if (ids.length === 0) return new Map();
  const rows = await selectOrganizations(db).where('organizations.id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, organizationOf(row)]));
}

function byName(a: Organization, b: Organization): number {
  return compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.id, b.id);
}

/** By code units: the same order everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
