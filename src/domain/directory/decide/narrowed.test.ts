import { expect, it } from 'vitest';
import type { Mandate } from '../../organizations/decide/mandate.ts';
import { narrowedTo } from './narrowed.ts';

const NOW = 1_800_000_000_000;
const mandate: Mandate = {
  grantedAt: NOW,
  coveredKinds: ['provider', 'staff'],
  allowedMethods: ['totp', 'email-code'],
  dueAt: null,
  skips: 2,
  setUpProof: 'none',
  passkeyFirst: false,
  passAfterReset: true,
};

it('asks for a kind, for what counts as set up under the mandate, or for both', () => {
  expect(narrowedTo('staff', null, mandate, NOW)).toEqual({ kinds: ['staff'], setUp: null, skipsBelow: null });
  const done = { methods: ['totp'], done: true };
  expect(narrowedTo(null, 'done', mandate, NOW)).toEqual({ kinds: null, setUp: done, skipsBelow: null });
  const missing = { methods: ['totp', 'passkey'], done: false };
  expect(narrowedTo('patient', 'missing', null, NOW)).toEqual({ kinds: ['patient'], setUp: missing, skipsBelow: null });
});

it('takes for grace whom the mandate covers while their skips last or its day has not come, and nobody else', () => {
  const grace = (terms: Mandate | null, kind: 'staff' | 'patient' | null = null) => {
    const { kinds, skipsBelow } = narrowedTo(kind, 'grace', terms, NOW);
    return [kinds, skipsBelow];
  };
  expect(grace(mandate)).toEqual([['provider', 'staff'], 2]);
  expect(grace(mandate, 'staff')).toEqual([['staff'], 2]);
  expect(grace(mandate, 'patient')).toEqual([[], 2]);
  expect(grace({ ...mandate, skips: 0 })).toEqual([[], 0]);
  expect(grace({ ...mandate, skips: 0, dueAt: NOW + 1 })).toEqual([['provider', 'staff'], null]);
  expect(grace({ ...mandate, skips: 0, dueAt: NOW })).toEqual([[], null]);
  expect(grace(null)).toEqual([[], null]);
});
