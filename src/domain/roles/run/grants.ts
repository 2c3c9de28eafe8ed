import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditName } from '../../audit/decide/event.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { type ActDeps, act } from '../../organizations/run/act.ts';
import type { Member, MembershipReads } from '../../organizations/run/ports.ts';
import type { Denial } from '../decide/permissions.ts';
import { type GrantedRole, placeIn, type Role, roleOf } from '../decide/roles.ts';
import type { RoleGrant, RoleGrants } from './ports.ts';

/** Why a role was not granted or revoked. */
export type RoleRefusal =
  | Denial
  | 'not-a-member'
  /** Granted roles are for staff; other kinds bring their role along, or have none. */
  | 'not-staff'
  /** Auditors are the operator's, the help desk is a clinic's. */
  | 'role-elsewhere'
  | 'already-granted'
  | 'nothing-granted';

/** Somebody with a role in an organization. */
export interface RoleHolder {
  readonly member: Member;
  readonly role: Role;
  /** Null: the role comes with the kind of member. */
  readonly grant: RoleGrant | null;
}

/** Granting roles that no member kind brings along. */
export interface Roles {
  grant(id: OrganizationId, accountId: AccountId, role: GrantedRole): Promise<Result<Role, RoleRefusal>>;
  /** Returns the role that is left; null: none. */
  revoke(id: OrganizationId, accountId: AccountId): Promise<Result<Role | null, RoleRefusal>>;
  /** Everybody with a role, by address. */
  holders(organization: Organization): Promise<readonly RoleHolder[]>;
}

/** What granting roles works with. */
export interface RolesDeps extends ActDeps {
  readonly memberships: MembershipReads;
  readonly roleGrants: RoleGrants;
}

/** Roles for operators. */
export function createRoles(deps: RolesDeps): Roles {
  return {
    grant: (id, accountId, role) => act(deps, (tx) => grant(deps, tx, id, accountId, role)),
    revoke: (id, accountId) => act(deps, (tx) => revoke(deps, tx, id, accountId)),
    async holders(organization) {
      const [members, grants] = [
        await deps.memberships.membersOf(null, organization.id),
        await deps.roleGrants.of(null, organization.id),
      ];
      const byAccount = new Map(grants.map((one) => [one.accountId, one]));
      return members.flatMap((member) => holder(organization, member, byAccount.get(member.accountId) ?? null));
    },
  };
}

async function grant(
  deps: RolesDeps,
  tx: Tx,
  id: OrganizationId,
  accountId: AccountId,
  role: GrantedRole,
): Promise<Result<Role, RoleRefusal>> {
  const denial = await deps.by.denial(tx, 'role.grant', { kind: 'member', organizationId: id, accountId });
  if (denial !== null) return refused(denial);
  const membership = await acceptedIn(deps, tx, id, accountId);
  if (membership === null) return refused('not-a-member');
  if (membership.kind !== 'staff') return refused('not-staff');
  const place = placeIn(membership.organization, membership.kind, role);
  if (roleOf(place) !== role || membership.organization.kind === 'solo') return refused('role-elsewhere');
  const held = (await deps.roleGrants.of(tx, id)).some((one) => one.accountId === accountId && one.role === role);
  if (held) return refused('already-granted');
  await deps.roleGrants.put(tx, id, { accountId, role, grantedBy: deps.by.id, grantedAt: deps.clock.now() });
  await note(deps, tx, 'role.granted', id, accountId, role);
  return ok(role);
}

async function revoke(
  deps: RolesDeps,
  tx: Tx,
  id: OrganizationId,
  accountId: AccountId,
): Promise<Result<Role | null, RoleRefusal>> {
  const denial = await deps.by.denial(tx, 'role.grant', { kind: 'member', organizationId: id, accountId });
  if (denial !== null) return refused(denial);
  const membership = await acceptedIn(deps, tx, id, accountId);
  if (membership === null) return refused('not-a-member');
  const held = (await deps.roleGrants.of(tx, id)).find((one) => one.accountId === accountId);
  if (held === undefined) return refused('nothing-granted');
  await deps.roleGrants.remove(tx, id, accountId);
  await note(deps, tx, 'role.revoked', id, accountId, held.role);
  return ok(roleOf(placeIn(membership.organization, membership.kind)));
}

async function acceptedIn(deps: RolesDeps, tx: Tx, id: OrganizationId, accountId: AccountId) {
  const memberships = await deps.memberships.membershipsOf(tx, accountId);
  return memberships.find(({ organization, acceptedAt }) => organization.id === id && acceptedAt !== null) ?? null;
}

function holder(organization: Organization, member: Member, grant: RoleGrant | null): readonly RoleHolder[] {
  if (member.acceptedAt === null) return [];
  const role = roleOf(placeIn(organization, member.kind, grant?.role));
  if (role === null) return [];
  return [{ member, role, grant: grant?.role === role ? grant : null }];
}

function note(
  deps: RolesDeps,
  tx: Tx,
  name: AuditName,
  organizationId: OrganizationId,
  accountId: AccountId,
  role: GrantedRole,
): Promise<void> {
  return deps.acts.audit(
    tx,
    deps.auditor.event({ name, accountId, actor: deps.by.id, organizationId, details: { role } }),
  );
}
