import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { MemberKind } from '../../domain/accounts/decide/account.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { OrganizationKind } from '../../domain/organizations/decide/mandate.ts';
import { rolesOf } from '../../domain/roles/decide/permissions.ts';
import { SYSTEM } from '../../domain/roles/run/actor.ts';
import { createRoles } from '../../domain/roles/run/grants.ts';
import { type Opened, onBothEngines, plainSealing } from './engines.ts';
import { NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

const clock = { now: () => NOW };
const random = { bytes: randomBytes };

onBothEngines('a role', (open) => {
  it('is granted to staff once, taken back, and both are recorded', async () => {
    const { roles, storage, organization, account } = await house(await open(), 'operator');
    const acting = async () => rolesOf((await storage.parties.byId(null, account.id)) ?? never());
    expect(await acting()).toEqual(['support']);
    expect(await roles.grant(organization.id, account.id, 'auditor')).toEqual({ ok: true, value: 'auditor' });
    expect(await acting()).toEqual(['auditor']);
    expect(await roles.grant(organization.id, account.id, 'auditor')).toEqual({ ok: false, error: 'already-granted' });
    expect(await roles.holders(organization)).toMatchObject([
      { member: { accountId: account.id }, role: 'auditor', grant: { grantedBy: 'system', grantedAt: NOW } },
    ]);
    expect(await roles.revoke(organization.id, account.id)).toEqual({ ok: true, value: 'support' });
    expect(await roles.revoke(organization.id, account.id)).toEqual({ ok: false, error: 'nothing-granted' });
    expect(await acting()).toEqual(['support']);
    const recorded = await storage.auditReads.newest({ organizationId: organization.id }, 10);
    expect(recorded.map(({ name, details }) => [name, details]).sort()).toEqual([
      ['role.granted', { role: 'auditor' }],
      ['role.revoked', { role: 'auditor' }],
    ]);
  });

  it.each<[OrganizationKind, MemberKind, 'auditor' | 'help-desk', string | null]>([
    ['operator', 'staff', 'auditor', null],
    ['clinic', 'staff', 'help-desk', null],
    ['operator', 'staff', 'help-desk', 'role-elsewhere'],
    ['clinic', 'staff', 'auditor', 'role-elsewhere'],
    ['solo', 'staff', 'help-desk', 'role-elsewhere'],
    ['clinic', 'provider', 'help-desk', 'not-staff'],
    ['clinic', 'patient', 'help-desk', 'not-staff'],
    ['operator', 'admin', 'auditor', 'not-staff'],
  ])('in a %s, for %s, as %s: %s', async (kind, member, role, refusal) => {
    const { roles, organization, account } = await house(await open(), kind, member);
    const result = await roles.grant(organization.id, account.id, role);
    expect(result.ok ? null : result.error).toBe(refusal);
  });

  it('is granted to nobody who has not accepted, nor elsewhere', async () => {
    const opened = await open();
    const { roles, organization } = await house(opened, 'clinic');
    const waiting = await plantAccount(opened.db);
    await plantMembership(opened.db, waiting.id, organization.id, { kind: 'staff', acceptedAt: null });
    const other = await plantAccount(opened.db);
    for (const { id } of [waiting, other]) {
      expect(await roles.grant(organization.id, id, 'help-desk')).toEqual({ ok: false, error: 'not-a-member' });
    }
  });

  it('ends with the place and with its kind, and does not come back with a later one', async () => {
    const { roles, storage, organization, account } = await house(await open(), 'clinic');
    const write = storage.membershipWrites;
    await roles.grant(organization.id, account.id, 'help-desk');
    await storage.transactor.transact((tx) => write.setKind(tx, account.id, organization.id, 'provider'));
    await storage.transactor.transact((tx) => write.setKind(tx, account.id, organization.id, 'staff'));
    expect(await roles.holders(organization)).toEqual([]);
    await roles.grant(organization.id, account.id, 'help-desk');
    await storage.transactor.transact((tx) => write.remove(tx, account.id, organization.id));
    expect(await storage.roleGrants.of(null, organization.id)).toEqual([]);
  });
});

async function house({ storage, db }: Opened, kind: OrganizationKind, member: MemberKind = 'staff') {
  const organization = await plantOrganization(db, { kind });
  const account = await plantAccount(db);
  await plantMembership(db, account.id, organization.id, { kind: member });
  const auditor = createAuditor({ sealing: plainSealing, random, clock });
  return { storage, organization, account, roles: createRoles({ ...storage, auditor, clock, random, by: SYSTEM }) };
}

function never(): never {
  throw new Error('the account is gone');
}
