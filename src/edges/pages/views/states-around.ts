import { DAY_MS, HOUR_MS } from '../../../platform/kernel/time.ts';
import { renderAccount } from './account.tsx';
import type { Chrome, Person, ProblemReason, SecurityView } from './contract.ts';
import { renderHelp } from './help.tsx';
import { renderInvitation } from './invitation.tsx';
import { renderProblem } from './problem.tsx';
import { renderSecurity } from './security.tsx';
import { firstOwnerStates } from './states-first-owner.ts';
import { ownStates } from './states-own.ts';
import { passwordStates } from './states-password.ts';
import { placesStates } from './states-places.ts';
import { renderStop } from './stop.tsx';

const NOW = Date.UTC(2026, 10, 24, 9);
const PERSON: Person = { name: 'Amara Osei', address: 'amara@riverside.example', support: 'help@riverside.example' };
const TIMED_PERSON: Person = { ...PERSON, session: { idleMs: 1_800_000, absoluteMs: 40_000_000 } };
const LONG_PERSON: Person = {
  name: 'Dr. Maximiliana Fernández-Villaverde y Ruiz de la Prada, PhD',
  address: 'maximiliana.fernandez-villaverde.ruiz-de-la-prada@telehealth.riverside-clinic-group.example',
  support: '+44 20 7946 0123',
};

const SECURITY: SecurityView = {
  person: PERSON,
  now: NOW,
  organizations: ['Riverside Clinic'],
  apps: [
    { id: 'A', label: 'Authenticator app', boundAt: NOW - 40 * DAY_MS, lastUsedAt: NOW - 3 * DAY_MS, suspended: false },
  ],
  passkeys: [
    {
      id: 'B',
      label: 'Chrome on Windows',
      boundAt: NOW - 40 * DAY_MS,
      lastUsedAt: NOW - HOUR_MS,
      maySync: false,
      here: true,
    },
    {
      id: 'C',
      label: 'Safari on iPhone (iCloud Keychain)',
      boundAt: NOW - 2 * DAY_MS,
      lastUsedAt: null,
      maySync: true,
      here: false,
    },
  ],
  recoveryCodeSavedAt: NOW - 40 * DAY_MS,
  emailFallback: true,
  waysBack: 5,
  addable: { app: true, passkey: true, recoveryCode: true },
  asksFirst: 'totp',
  signal: {
    rpId: 'vestibule.example',
    userId: 'QQ',
    allAcceptedCredentialIds: ['Qg', 'Qw'],
    name: PERSON.address,
    displayName: PERSON.name,
  },
};

const BARE: SecurityView = {
  ...SECURITY,
  organizations: [],
  apps: [],
  passkeys: [],
  recoveryCodeSavedAt: null,
  emailFallback: false,
  waysBack: 0,
  asksFirst: null,
};

const INVITED = {
  kind: 'choose-password',
  token: 'T',
  name: 'Amara Osei',
  address: 'amara@riverside.example',
  organization: 'Riverside Clinic',
  minimum: 8,
} as const;

const REASONS: readonly ProblemReason[] = [
  'bad-request',
  'form-expired',
  'not-found',
  'method-not-allowed',
  'too-large',
  'unsupported-type',
  'too-many-requests',
  'busy',
  'failed',
];

/** States of the pages around an attempt. */
export const aroundStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  {
    name: 'account',
    render: (chrome) =>
      renderAccount(
        {
          person: PERSON,
          organizations: [{ name: 'Riverside Clinic', kind: 'provider' }],
          waysBack: 4,
          console: false,
        },
        chrome,
      ),
  },
  {
    name: 'account-long',
    render: (chrome) =>
      renderAccount(
        {
          person: LONG_PERSON,
          organizations: [
            { name: 'Riverside Clinic and Community Health Partnership of the North', kind: 'admin' },
            { name: 'Oakdale Practice', kind: 'staff' },
            { name: 'Northside', kind: 'patient' },
          ],
          waysBack: 1,
          console: true,
        },
        chrome,
      ),
  },
  {
    name: 'account-timed',
    render: (chrome) => renderAccount({ person: TIMED_PERSON, organizations: [], waysBack: 0, console: false }, chrome),
  },
  {
    name: 'account-empty',
    render: (chrome) =>
      renderAccount({ person: { ...PERSON, support: null }, organizations: [], waysBack: 0, console: false }, chrome),
  },
  { name: 'security', render: (chrome) => renderSecurity(SECURITY, chrome) },
  { name: 'security-empty', render: (chrome) => renderSecurity(BARE, chrome) },
  {
    name: 'security-one-way',
    render: (chrome) => renderSecurity({ ...BARE, apps: SECURITY.apps, waysBack: 1 }, chrome),
  },
  { name: 'security-long', render: (chrome) => renderSecurity({ ...SECURITY, person: LONG_PERSON }, chrome) },
  { name: 'help', render: (chrome) => renderHelp({ person: null }, chrome) },
  { name: 'help-no-support', render: (chrome) => renderHelp({ person: null }, { ...chrome, instanceSupport: null }) },
  { name: 'help-signed-in', render: (chrome) => renderHelp({ person: PERSON }, chrome) },
  { name: 'invitation', render: (chrome) => renderInvitation({ ...INVITED, problem: null }, chrome) },
  {
    name: 'invitation-refused',
    render: (chrome) =>
      renderInvitation({ ...INVITED, problem: { kind: 'password-refused', reason: 'too-short' } }, chrome),
  },
  {
    name: 'invitation-busy',
    render: (chrome) => renderInvitation({ ...INVITED, problem: { kind: 'busy' } }, chrome),
  },
  {
    name: 'invitation-join',
    render: (chrome) =>
      renderInvitation({ kind: 'join', token: 'T', organization: 'Oakdale Practice', address: PERSON.address }, chrome),
  },
  {
    name: 'invitation-sign-in-first',
    render: (chrome) =>
      renderInvitation({ kind: 'sign-in-first', organization: 'Oakdale Practice', address: PERSON.address }, chrome),
  },
  { name: 'invitation-chosen', render: (chrome) => renderInvitation({ kind: 'password-chosen' }, chrome) },
  {
    name: 'invitation-joined',
    render: (chrome) => renderInvitation({ kind: 'joined', organization: 'Oakdale Practice' }, chrome),
  },
  {
    name: 'invitation-declined',
    render: (chrome) => renderInvitation({ kind: 'declined', organization: 'Oakdale Practice' }, chrome),
  },
  ...([['Riverside Clinic', 'Oakdale Practice'], null] as const).map((conflict) => ({
    name: conflict === null ? 'invitation-join-refused' : 'invitation-join-conflict',
    render: (chrome: Chrome) =>
      renderInvitation({ kind: 'refused', organization: 'Oakdale Practice', conflict }, chrome),
  })),
  { name: 'invitation-over', render: (chrome) => renderInvitation({ kind: 'over' }, chrome) },
  { name: 'stop-reset', render: (chrome) => renderStop({ kind: 'ask', token: 'T', about: 'reset' }, chrome) },
  { name: 'stop-sign-in', render: (chrome) => renderStop({ kind: 'ask', token: 'T', about: 'sign-in' }, chrome) },
  ...(['kept', 'taken-back', 'must-change'] as const).map((password) => ({
    name: `stop-done-${password}`,
    render: (chrome: Chrome) => renderStop({ kind: 'stopped', password }, chrome),
  })),
  { name: 'stop-over', render: (chrome) => renderStop({ kind: 'over' }, chrome) },
  ...passwordStates,
  ...ownStates,
  ...placesStates,
  ...firstOwnerStates,
  ...REASONS.map((reason) => ({
    name: `problem-${reason}`,
    render: (chrome: Chrome) =>
      renderProblem(
        {
          status: 400,
          reason,
          traceId: reason === 'failed' ? '7f3a9c21e05d4b68' : null,
          retryAfterS: reason === 'too-many-requests' ? 2_700 : null,
        },
        chrome,
      ),
  })),
  {
    name: 'problem-with-way-back',
    render: (chrome) =>
      renderProblem(
        { status: 400, reason: 'bad-request', traceId: null, retryAfterS: null, back: '/sign-in?attempt=A' },
        chrome,
      ),
  },
];
