import type { Chrome, ForgotView } from './contract.ts';
import { renderForgot } from './forgot.tsx';

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
  ['forgot-choose-busy', { ...CHOOSE, problem: { kind: 'busy' } }],
  ['forgot-done', { kind: 'done' }],
  ['forgot-other-browser', { kind: 'other-browser' }],
  ['forgot-over', { kind: 'over' }],
];

/** States of the pages of a forgotten password. */
export const forgotStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = FORGOT.map(
  ([name, view]) => ({ name, render: (chrome) => renderForgot(view, chrome) }),
);
