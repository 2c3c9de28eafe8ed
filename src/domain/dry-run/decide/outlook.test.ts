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
      { kind: 'provider', outlook: 'ready', methods: ['password', 'totp', 'passkey'] },
      { kind: 'provider', outlook: 'set-up', methods: ['password'] },
      { kind: 'patient', outlook: 'as-before', methods: ['totp'] },
      { kind: 'admin', outlook: 'shut', methods: ['totp'] },
    ],
  );
  expect(counts).toMatchObject({
    people: 4,
    covered: 2,
    byOutlook: { ready: 1, 'set-up': 1, 'as-before': 1, shut: 1 },
  });
  expect(counts.kinds.map(({ kind, people }) => [kind, people])).toEqual([
    ['provider', 2],
    ['admin', 1],
    ['patient', 1],
  ]);
  expect(counts.methods).toEqual([
    { method: 'totp', people: 1 },
    { method: 'passkey', people: 1 },
  ]);
});
