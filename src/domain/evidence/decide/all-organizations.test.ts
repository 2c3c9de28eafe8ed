import { expect, it } from 'vitest';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import {
  byShare,
  type CountedOrganization,
  inOrder,
  markOf,
  REACH_ORDERS,
  reachIn,
  totalsOf,
} from './all-organizations.ts';
import type { MethodSet } from './coverage.ts';

const mandate = { coveredKinds: ['provider'], allowedMethods: ['totp'] } as unknown as Organization['mandate'];

function counted(name: string, sets: readonly MethodSet[], over: Partial<Organization> = {}): CountedOrganization {
  const organization = { id: name as OrganizationId, name, mandate, ...over } as Organization;
  return { organization, requestedAt: null, sets };
}

const providers = (setUp: number, missing: number): readonly MethodSet[] => [
  { kind: 'provider', methods: ['totp'], people: setUp },
  { kind: 'provider', methods: ['passkey'], people: missing },
];

it('counts of an organization whom its mandate covers and which methods it accepts', () => {
  const sets: readonly MethodSet[] = [...providers(2, 1), { kind: 'patient', methods: ['totp'], people: 4 }];
  const numbers = { people: 7, covered: 3, setUp: 2, missing: 1, percent: 66 };
  expect(reachIn(counted('Oakdale', sets))).toMatchObject({ state: 'required', ...numbers });
  const off = reachIn(counted('Oakdale', sets, { mandate: null }));
  expect(off).toMatchObject({ state: 'off', people: 7, covered: 0, percent: null });
  expect(reachIn({ ...counted('Oakdale', sets, { mandate: null }), requestedAt: 1 }).state).toBe('requested');
});

it('adds organizations up, and says how many are how far', () => {
  const all = [
    counted('a', providers(3, 0)),
    counted('b', providers(99, 1)),
    counted('c', providers(1, 1)),
    counted('d', providers(1, 200)),
    counted('e', providers(0, 5)),
    counted('f', []),
    counted('g', providers(9, 9), { mandate: null }),
  ].map(reachIn);
  expect(totalsOf(all)).toEqual({
    ...{ organizations: 7, required: 6, people: 329, covered: 311 },
    ...{ setUp: 104, missing: 207, percent: 33 },
  });
  expect(byShare(all).map(({ share, organizations }) => [share, organizations])).toEqual([
    ['everybody', 1],
    ['most', 1],
    ['half', 1],
    ['some', 1],
    ['nobody', 1],
  ]);
});

it('puts those first that need most, those without a number last, and goes on after any of them', () => {
  const all = [
    counted('a', providers(3, 0)),
    counted('b', []),
    counted('c', providers(9, 9)),
    counted('d', providers(1, 9)),
    counted('e', providers(0, 0), { mandate: null }),
  ].map(reachIn);
  const names = (order: (typeof REACH_ORDERS)[number]) =>
    inOrder(all, order, null)
      .map(({ organization }) => organization.name)
      .join('');
  expect(names('name')).toBe('abcde');
  expect(names('missing')).toBe('cdabe');
  expect(names('percent')).toBe('dcabe');
  expect(names('people')).toBe('cdabe');
  for (const order of REACH_ORDERS) {
    const sorted = inOrder(all, order, null);
    for (const [at, one] of sorted.entries()) {
      expect(inOrder(all, order, markOf(one, order))).toEqual(sorted.slice(at + 1));
    }
  }
});
