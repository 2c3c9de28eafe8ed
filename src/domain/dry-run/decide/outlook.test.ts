import { expect, it } from 'vitest';
import { refuse, type Step } from '../../sign-in/decide/step.ts';
import { countSeen, outlookOf } from './outlook.ts';

const bind = (grace: { readonly until: null; readonly skipsLeft: number } | null): Step => ({
  kind: 'bind-authenticator',
  suggested: 'totp',
  choices: ['totp'],
  grace,
  replaces: false,
});
const prove = (admits: 'sign-in' | 'set-up'): Step => ({
  kind: 'ask-proof',
  suggested: 'totp',
  choices: ['totp'],
  admits,
});

it.each([
  [true, prove('sign-in'), 'ready'],
  [false, prove('sign-in'), 'as-before'],
  [true, prove('set-up'), 'set-up'],
  [true, bind(null), 'set-up'],
  [true, bind({ until: null, skipsLeft: 2 }), 'grace'],
  [true, refuse('no-method-left'), 'stuck'],
  [true, refuse('account-disabled'), 'shut'],
  [true, refuse('set-up-frozen'), 'shut'],
  [false, { kind: 'choose-password', because: 'too-short' }, 'as-before'],
] as const)('covered %s, then %o: %s', (covered, step, outlook) => {
  expect(outlookOf(covered, step)).toBe(outlook);
});

it('counts each kind and, of the covered, each accepted method', () => {
  const counts = countSeen(
    ['totp', 'passkey'],
    [
      { kind: 'provider', outlook: 'ready', methods: ['password', 'totp', 'passkey'], people: 3 },
      { kind: 'provider', outlook: 'set-up', methods: ['password'], people: 2 },
      { kind: 'patient', outlook: 'as-before', methods: ['totp'], people: 1 },
      { kind: 'admin', outlook: 'shut', methods: ['totp'], people: 1 },
    ],
  );
  expect(counts).toMatchObject({
    people: 7,
    covered: 5,
    byOutlook: { ready: 3, 'set-up': 2, 'as-before': 1, shut: 1 },
  });
  expect(counts.kinds.map(({ kind, people }) => [kind, people])).toEqual([
    ['provider', 5],
    ['admin', 1],
    ['patient', 1],
  ]);
  expect(counts.methods).toEqual([
    { method: 'totp', people: 3 },
    { method: 'passkey', people: 3 },
  ]);
});
