import { describe, expect, it } from 'vitest';
import { type AccountId, MEMBER_KINDS, type MemberKind, type OrganizationId } from '../../accounts/decide/account.ts';
import type { Membership, OrganizationKind } from '../../organizations/decide/mandate.ts';
import { isPrivileged, permissionRefusal, RANKS, rankOf, type Standing } from './permission.ts';

const ORGANIZATION_KINDS: readonly OrganizationKind[] = ['clinic', 'solo', 'operator'];
const PLACES = ORGANIZATION_KINDS.flatMap((organization) => MEMBER_KINDS.map((kind) => ({ organization, kind })));
type Place = (typeof PLACES)[number];

/** Every set of at most two places, the second in an enabled or a disabled organization. */
const STANDINGS = [
  [],
  ...PLACES.map((place) => [member(place)]),
  ...PLACES.map((place) => [member(place, 5)]),
  ...PLACES.flatMap((one) =>
    PLACES.flatMap((other) => [
      [member(one), member(other)],
      [member(one), member(other, 5)],
    ]),
  ),
];

describe('who may reset whom', () => {
  it('is decided for every pair of standings', () => {
    let allowed = 0;
    for (const actorPlaces of STANDINGS) {
      for (const targetPlaces of STANDINGS) {
        const actor = standing('actor', actorPlaces);
        const target = standing('target', targetPlaces);
        const acting = actorPlaces.filter(
          ({ organization, kind }) =>
            organization.kind === 'operator' && organization.disabledAt === null && ['staff', 'admin'].includes(kind),
        );
        const mayAct = acting.length > 0;
        const reach = acting.some(({ kind }) => kind === 'admin') ? 3 : 2;
        const refusal = permissionRefusal(actor, target);
        expect(refusal === null).toBe(mayAct && RANKS.indexOf(rankOf(target)) <= reach);
        if (refusal === null) allowed += 1;
        expect(permissionRefusal({ ...actor, disabled: true }, target)).not.toBeNull();
        expect(permissionRefusal(actor, { ...target, accountId: actor.accountId })).not.toBeNull();
      }
    }
    expect(allowed).toBeGreaterThan(1_000);
  });

  it.each<[string, Place | null, Place | null, string | null]>([
    ['operator staff resets a provider', op('staff'), clinic('provider'), null],
    ['operator staff resets a clinic admin', op('staff'), clinic('admin'), null],
    ['operator staff resets a colleague', op('staff'), op('staff'), null],
    ['operator staff does not reset an operator admin', op('staff'), op('admin'), 'higher-role'],
    ['an operator admin resets operator staff', op('admin'), op('staff'), null],
    ['an operator admin resets another', op('admin'), op('admin'), null],
    ['a patient in the operator organization resets nobody', op('patient'), clinic('provider'), 'not-an-operator'],
    ['a clinic admin resets nobody yet', clinic('admin'), clinic('provider'), 'organization-admin'],
    ['a provider resets nobody', clinic('provider'), clinic('patient'), 'not-an-operator'],
    ['somebody of no organization resets nobody', null, clinic('patient'), 'not-an-operator'],
  ])('%s', (_title, actor, target, refusal) => {
    const places = (place: Place | null) => (place === null ? [] : [member(place)]);
    expect(permissionRefusal(standing('a', places(actor)), standing('b', places(target)))).toBe(refusal);
  });

  it('never holds for oneself, whatever the rank', () => {
    const self = standing('a', [member(op('admin'))]);
    expect(permissionRefusal(self, self)).toBe('own-account');
  });
});

it('every admin and every member of an operator organization is privileged, nobody else', () => {
  for (const place of PLACES) {
    const privileged = place.kind === 'admin' || place.organization === 'operator';
    expect(isPrivileged({ memberships: [member(place)] })).toBe(privileged);
    expect(isPrivileged({ memberships: [member(clinic('patient')), member(place, 5)] })).toBe(privileged);
  }
  expect(isPrivileged({ memberships: [] })).toBe(false);
});

function op(kind: MemberKind): Place {
  return { organization: 'operator', kind };
}

function clinic(kind: MemberKind): Place {
  return { organization: 'clinic', kind };
}

function standing(id: string, memberships: readonly Membership[]): Standing {
  return { accountId: id as AccountId, disabled: false, memberships };
}

function member({ organization, kind }: Place, disabledAt: number | null = null): Membership {
  return {
    organization: {
      id: organization as OrganizationId,
      name: organization,
      kind: organization,
      support: null,
      idleMs: 1,
      absoluteMs: 1,
      passwordPreset: 'nist',
      createdAt: 0,
      disabledAt,
      mandate: null,
    },
    kind,
    acceptedAt: 0,
    skipsUsed: 0,
  };
}
