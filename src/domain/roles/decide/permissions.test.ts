import { describe, expect, it } from 'vitest';
import { type AccountId, MEMBER_KINDS, type OrganizationId } from '../../accounts/decide/account.ts';
import { ACTS, type Act, may, reachOf, rolesOf, type Target } from './permissions.ts';
import { type GrantedRole, isPrivileged, type Party, type Place, ROLES, type Role, roleOf } from './roles.ts';

const OPERATOR = 'operator' as OrganizationId;
const RIVERSIDE = 'riverside' as OrganizationId;
const OAKDALE = 'oakdale' as OrganizationId;

const place = (organizationId: OrganizationId, over: Partial<Place> = {}): Place => ({
  organizationId,
  organizationKind: organizationId === OPERATOR ? 'operator' : 'clinic',
  inForce: true,
  kind: 'provider',
  granted: null,
  adminResets: true,
  ...over,
});

const IN_ROLE: Readonly<Record<Role, Place>> = {
  owner: place(OPERATOR, { kind: 'admin' }),
  support: place(OPERATOR, { kind: 'staff' }),
  auditor: place(OPERATOR, { kind: 'staff', granted: 'auditor' }),
  'organization-admin': place(RIVERSIDE, { kind: 'admin' }),
  'help-desk': place(RIVERSIDE, { kind: 'staff', granted: 'help-desk' }),
};

const party = (id: string, ...places: readonly Place[]): Party => ({
  accountId: id as AccountId,
  disabled: false,
  places,
});
const actor = (role: Role) => party('actor', IN_ROLE[role]);

/** Written out by hand, by role: what each may do in an organization of their own, and in another. */
const MAY: Readonly<Record<Role, { readonly own: readonly Act[]; readonly other: readonly Act[] }>> = {
  owner: both(ACTS.filter((act) => act !== 'mandate.request')),
  support: both([
    ...(['organization.see', 'mandate.decide', 'mandate.change', 'mandate.dry-run', 'coverage.see'] as const),
    ...(['member.invite', 'person.see', 'person.end-sessions', 'person.disable', 'person.set-address'] as const),
    'workstation.link',
    ...(['reset.see', 'reset.open', 'reset.approve', 'reset.carry-out', 'reset.cancel', 'audit.see'] as const),
    'alert.see',
  ]),
  auditor: both([
    ...(['organization.see', 'mandate.dry-run', 'coverage.see', 'evidence.export', 'person.see'] as const),
    ...(['reset.see', 'alert.see', 'audit.see', 'audit.export', 'audit.verify'] as const),
  ]),
  'organization-admin': own([
    ...(['organization.see', 'organization.change', 'mandate.request', 'mandate.change', 'mandate.dry-run'] as const),
    ...(['coverage.see', 'evidence.export', 'member.invite', 'member.set-kind', 'member.remove'] as const),
    ...(['person.see', 'person.end-sessions', 'person.disable', 'person.set-address', 'person.delete'] as const),
    ...(['reset.see', 'reset.open', 'reset.approve', 'reset.carry-out', 'reset.cancel', 'role.grant'] as const),
    ...(['audit.see', 'audit.export', 'workstation.link'] as const),
  ]),
  'help-desk': own(['organization.see', 'member.invite', 'workstation.link', 'person.see', 'person.end-sessions']),
};

function both(acts: readonly Act[]) {
  return { own: acts, other: acts };
}
function own(acts: readonly Act[]) {
  return { own: acts, other: [] };
}

/** The same act done to an organization, to a place in it, and to somebody who is only there. */
function targetsIn(organizationId: OrganizationId): readonly Target[] {
  const person = party('somebody', place(organizationId));
  return [
    { kind: 'organization', organizationId },
    { kind: 'member', organizationId, person },
    { kind: 'person', person },
  ];
}

describe('who may do what', () => {
  describe.each(ROLES)('%s', (role) => {
    it.each(ACTS)('%s, in an organization of their own and in another', (act) => {
      const answer = (acts: readonly Act[]) => (acts.includes(act) ? null : 'not-permitted');
      const answers = (targets: readonly Target[]) => new Set(targets.map((target) => may(actor(role), act, target)));
      expect(answers(targetsIn(RIVERSIDE))).toEqual(new Set([answer(MAY[role].own)]));
      expect(answers([...targetsIn(OAKDALE), { kind: 'everything' }])).toEqual(new Set([answer(MAY[role].other)]));
    });

    it('is nothing in a disabled organization, nor for a disabled account', () => {
      const asleep = party('actor', { ...IN_ROLE[role], inForce: false });
      const disabled = { ...actor(role), disabled: true };
      for (const act of ACTS) {
        for (const target of targetsIn(RIVERSIDE)) {
          expect(may(asleep, act, target)).toBe('not-permitted');
          expect(may(disabled, act, target)).toBe('not-permitted');
        }
      }
      expect([rolesOf(asleep), rolesOf(disabled)]).toEqual([[], []]);
    });
  });

  it('is nothing for everybody else, wherever they are', () => {
    const places = [OPERATOR, RIVERSIDE].flatMap((id) => MEMBER_KINDS.map((kind) => place(id, { kind })));
    const nobodies = places.filter((one) => roleOf(one) === null).map((one) => party('actor', one));
    const answers = nobodies.flatMap((one) =>
      ACTS.flatMap((act) => targetsIn(RIVERSIDE).map((target) => may(one, act, target))),
    );
    expect(nobodies).toHaveLength(5);
    expect(new Set(answers)).toEqual(new Set(['not-permitted']));
  });
});

describe('a place that an act gives', () => {
  const inviting = (role: Role, becoming: Place) =>
    may(actor(role), 'member.invite', { kind: 'organization', organizationId: becoming.organizationId, becoming });

  it('is at most what the giver is trusted with', () => {
    expect(inviting('help-desk', place(RIVERSIDE, { kind: 'staff' }))).toBeNull();
    expect(inviting('help-desk', place(RIVERSIDE, { kind: 'admin' }))).toBe('higher-role');
    expect(inviting('organization-admin', place(RIVERSIDE, { kind: 'admin' }))).toBeNull();
    expect(inviting('support', place(OAKDALE, { kind: 'admin' }))).toBeNull();
  });

  it('is the operator’s only from an owner, so that nobody makes the colleague who approves what they did', () => {
    for (const kind of MEMBER_KINDS) {
      expect(inviting('support', place(OPERATOR, { kind }))).toBe('higher-role');
      expect(inviting('owner', place(OPERATOR, { kind }))).toBeNull();
    }
    const person = party('somebody', place(RIVERSIDE));
    const target = { kind: 'member', organizationId: OPERATOR, person, becoming: place(OPERATOR) } as const;
    expect(may(actor('support'), 'member.invite', target)).toBe('higher-role');
  });
});

describe('what touches an account as a whole', () => {
  const inBoth = party('somebody', place(RIVERSIDE), place(OAKDALE));
  const wholly: readonly Act[] = ['person.end-sessions', 'person.disable', 'person.delete', 'reset.open', 'audit.see'];

  it('needs every place of it within reach: an admin sees who is elsewhere too, and touches them not', () => {
    for (const act of wholly) {
      expect(may(actor('organization-admin'), act, { kind: 'person', person: inBoth })).toBe('not-permitted');
    }
    expect(may(actor('organization-admin'), 'person.see', { kind: 'person', person: inBoth })).toBeNull();
    const ofBoth = party('actor', IN_ROLE['organization-admin'], place(OAKDALE, { kind: 'admin' }));
    for (const act of wholly) expect(may(ofBoth, act, { kind: 'person', person: inBoth })).toBeNull();
    const target = { kind: 'member', organizationId: RIVERSIDE, person: inBoth } as const;
    expect(may(actor('organization-admin'), 'member.remove', target)).toBeNull();
  });

  it('is not within reach of an admin where the account has no place at all', () => {
    expect(may(actor('organization-admin'), 'person.see', { kind: 'person', person: party('nobody') })).toBe(
      'not-permitted',
    );
  });

  it('leaves resets to the operator where an organization’s admins may not do them', () => {
    const admin = party('actor', place(RIVERSIDE, { kind: 'admin', adminResets: false }));
    const target = { kind: 'person', person: party('somebody', place(RIVERSIDE)) } as const;
    expect(may(admin, 'reset.open', target)).toBe('not-permitted');
    expect(may(admin, 'person.disable', target)).toBeNull();
  });
});

const UPON_OTHERS: readonly Act[] = [
  ...(['member.set-kind', 'member.remove', 'person.disable', 'person.set-address', 'person.delete'] as const),
  ...(['reset.open', 'reset.approve', 'reset.carry-out', 'reset.cancel', 'role.grant'] as const),
];

describe('what is done upon others', () => {
  it.each(UPON_OTHERS)('%s is never done to oneself', (act) => {
    const self = party('actor', IN_ROLE.owner);
    expect(may(self, act, { kind: 'person', person: self })).toBe('own-account');
  });

  it.each(UPON_OTHERS)('%s is never done to a higher role, and may be done to an equal one', (act) => {
    const order: readonly Role[] = ['help-desk', 'organization-admin', 'support', 'owner'];
    for (const acting of order) {
      for (const other of order) {
        const person = { ...party('somebody', IN_ROLE[other]), accountId: 'somebody' as AccountId };
        const allowed = MAY[acting].own.includes(act);
        const denial = may(actor(acting), act, { kind: 'member', organizationId: RIVERSIDE, person });
        const higher = order.indexOf(other) > order.indexOf(acting);
        expect([acting, other, denial]).toEqual([
          acting,
          other,
          !allowed ? 'not-permitted' : higher ? 'higher-role' : null,
        ]);
      }
    }
  });

  it('counts a place in a disabled organization against whoever wants to act', () => {
    const former = party('somebody', place(RIVERSIDE), { ...IN_ROLE.owner, inForce: false });
    expect(may(actor('support'), 'reset.open', { kind: 'person', person: former })).toBe('higher-role');
  });
});

describe('a role', () => {
  const granted: readonly (GrantedRole | null)[] = [null, 'auditor', 'help-desk'];

  it('comes from a place, and a granted one only to staff of the right organization', () => {
    const found = new Map<string, Role | null>();
    for (const organizationId of [OPERATOR, RIVERSIDE]) {
      for (const kind of MEMBER_KINDS) {
        for (const one of granted) {
          found.set(`${organizationId} ${kind} ${one}`, roleOf(place(organizationId, { kind, granted: one })));
        }
      }
    }
    expect(Object.fromEntries([...found].filter(([, role]) => role !== null))).toEqual({
      'operator admin null': 'owner',
      'operator admin auditor': 'owner',
      'operator admin help-desk': 'owner',
      'operator staff null': 'support',
      'operator staff auditor': 'auditor',
      'operator staff help-desk': 'support',
      'riverside admin null': 'organization-admin',
      'riverside admin auditor': 'organization-admin',
      'riverside admin help-desk': 'organization-admin',
      'riverside staff help-desk': 'help-desk',
    });
  });

  it('makes its holder privileged, and so does any place of the operator’s', () => {
    for (const role of ROLES) expect(isPrivileged({ places: [IN_ROLE[role]] })).toBe(true);
    expect(isPrivileged({ places: [place(OPERATOR, { kind: 'patient' })] })).toBe(true);
    expect(isPrivileged({ places: [place(RIVERSIDE, { kind: 'staff' }), place(OAKDALE)] })).toBe(false);
    expect(isPrivileged({ places: [] })).toBe(false);
  });

  it('reaches everything, or the organizations where it is held', () => {
    expect(reachOf(actor('support'), 'person.see')).toBe('all');
    expect(reachOf(actor('help-desk'), 'person.see')).toEqual([RIVERSIDE]);
    expect(reachOf(actor('help-desk'), 'audit.see')).toEqual([]);
    expect(rolesOf(party('actor', IN_ROLE['help-desk'], IN_ROLE.auditor))).toEqual(['auditor', 'help-desk']);
  });
});
