import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Chrome, ForgotView, PasswordView, UnlockView } from './contract.ts';
import { renderForgot } from './forgot.tsx';
import { renderPassword } from './password.tsx';
import { renderUnlock } from './unlock.tsx';

const ADDRESS = 'amara@riverside.example';
const LONG_ADDRESS = 'maximiliana.fernandez-villaverde.ruiz-de-la-prada@telehealth.riverside-clinic-group.example';
const CHOOSE = { kind: 'choose', token: 'T', address: ADDRESS, minimum: 8, problem: null } as const;

const FORGOT: readonly (readonly [name: string, view: ForgotView])[] = [
  ['forgot', { kind: 'ask', address: null, back: '/sign-in', malformed: false }],
  ['forgot-filled', { kind: 'ask', address: LONG_ADDRESS, back: '/sign-in?attempt=A', malformed: false }],
  ['forgot-malformed', { kind: 'ask', address: 'amara', back: '/sign-in', malformed: true }],
  ['forgot-sent', { kind: 'sent', address: ADDRESS }],
  ['forgot-sent-long', { kind: 'sent', address: LONG_ADDRESS }],
  ['forgot-choose', CHOOSE],
  ['forgot-choose-refused', { ...CHOOSE, problem: { kind: 'password-refused', reason: 'common' } }],
  ...(['leaked', 'composition', 'reused'] as const).map(
    (reason) => [`forgot-choose-${reason}`, { ...CHOOSE, problem: { kind: 'password-refused', reason } }] as const,
  ),
  ['forgot-choose-busy', { ...CHOOSE, problem: { kind: 'busy' } }],
  ['forgot-done', { kind: 'done' }],
  ['forgot-other-browser', { kind: 'other-browser' }],
  ['forgot-over', { kind: 'over' }],
];

const UNLOCK: readonly (readonly [name: string, view: UnlockView])[] = [
  ['unlock', { kind: 'ask', address: LONG_ADDRESS, back: '/sign-in?attempt=A', malformed: false }],
  ['unlock-malformed', { kind: 'ask', address: 'amara', back: '/sign-in', malformed: true }],
  ['unlock-sent', { kind: 'sent', address: LONG_ADDRESS }],
  ['unlock-open', { kind: 'open', token: 'T', address: LONG_ADDRESS }],
  ['unlock-opened', { kind: 'opened' }],
  ['unlock-other-browser', { kind: 'other-browser' }],
  ['unlock-over', { kind: 'over' }],
  ['unlock-shared', { kind: 'shared' }],
];

const person = { name: 'Amara Osei', address: ADDRESS, support: 'help@riverside.example' };
const now = Date.UTC(2026, 10, 24, 9);
const OWN = { kind: 'choose', person, now, minimum: 8, problem: null } as const;

const CHANGE: readonly (readonly [name: string, view: PasswordView])[] = [
  ['password-own', OWN],
  ['password-own-long', { ...OWN, person: { ...person, address: LONG_ADDRESS } }],
  ['password-own-prove', { kind: 'prove', person }],
  ['password-own-wrong', { ...OWN, problem: { kind: 'current-wrong' } }],
  ['password-own-refused', { ...OWN, problem: { kind: 'password-refused', reason: 'too-short' } }],
  ['password-own-throttled', { ...OWN, problem: { kind: 'throttled', until: now + 4 * MINUTE_MS } }],
  ['password-own-busy', { ...OWN, problem: { kind: 'busy' } }],
  ['password-own-changed', { kind: 'changed', person }],
  ['password-own-frozen', { kind: 'frozen', person }],
];

/** States of the pages of a new password, forgotten and changed, and of a browser that is let in. */
export const passwordStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  ...FORGOT.map(([name, view]) => ({ name, render: (chrome: Chrome) => renderForgot(view, chrome) })),
  ...UNLOCK.map(([name, view]) => ({ name, render: (chrome: Chrome) => renderUnlock(view, chrome) })),
  ...CHANGE.map(([name, view]) => ({ name, render: (chrome: Chrome) => renderPassword(view, chrome) })),
];
