import type { HandOver } from '../../../domain/mail/decide/message.ts';
import type { RefusalReason, Step } from '../../../domain/sign-in/decide/step.ts';
import type { Page, PageApplication, Problem, StepViews } from '../../../domain/sign-in/run/page.ts';
import type { WorkView } from '../../../domain/throttling/run/work.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import type { Chrome, SignInDisplay } from './contract.ts';
import { renderSignIn } from './sign-in.tsx';
import { applicationStates } from './states-application.ts';
import { aroundStates } from './states-around.ts';
import { QR } from './states-qr.ts';

/** One state of one page, from literal data. */
export interface PageState {
  /** Unique; names the picture. */
  readonly name: string;
  render(chrome: Chrome): string;
}

/** Tuesday, November 24, 2026, 09:00 UTC. */
export const STATES_NOW = Date.UTC(2026, 10, 24, 9);

/** Sixty characters. */
export const LONG_NAME = 'Dr. Maximiliana Fernández-Villaverde y Ruiz de la Prada, PhD';

/** As long as addresses come. */
export const LONG_ADDRESS =
  'maximiliana.fernandez-villaverde.ruiz-de-la-prada@telehealth.riverside-clinic-group.example';

const NO_VIEWS: StepViews = {
  challenge: null,
  passkeyFirst: null,
  binding: null,
  recoveryCode: null,
  trustOptions: null,
  work: null,
  passwordMinimum: null,
};

const PAGE: Page = {
  application: null,
  next: null,
  attempt: { id: 'k3m8Xq0PZr2vQe7yUw1a5A', version: 3, expiresAt: STATES_NOW + 15 * MINUTE_MS },
  step: { kind: 'ask-password' },
  problem: null,
  address: 'amara@riverside.example',
  organizations: ['Riverside Clinic'],
  sign: { name: 'Riverside Clinic', color: null, logo: null },
  support: 'help@riverside.example',
  setUp: null,
  views: NO_VIEWS,
  now: STATES_NOW,
};

const APP = {
  method: 'totp',
  view: {
    uri: 'otpauth://totp/Vestibule:amara%40riverside.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vestibule',
    qrSvg: QR,
    key: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
  },
} as const;

const RECOVERY_CODE = '7K2M-XQ4P-ZR9V-QE7Y-W1A5-TN3H-C6GD';

const REQUEST = { challenge: 'AAAA', timeout: 60_000, userVerification: 'required', allowCredentials: [] };

const PASSKEY_FIRST = {
  ticket: `1795510800000.${'A'.repeat(43)}`,
  options: { challenge: 'A'.repeat(43), rpId: 'localhost', userVerification: 'required' },
};

const CREATION = {
  challenge: 'AAAA',
  rp: { id: 'localhost', name: 'Vestibule' },
  user: { id: 'AAAA', name: 'amara@riverside.example', displayName: 'Amara Osei' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 60_000,
};

function state(name: string, page: Partial<Page>, display: Partial<SignInDisplay> = {}): PageState {
  return {
    name,
    render: (chrome) => renderSignIn({ ...PAGE, ...page }, chrome, { list: false, key: false, ...display }),
  };
}

/** The same where neither the organization nor the instance named a contact. */
function withoutSupport(shown: PageState): PageState {
  return {
    name: `${shown.name}-no-support`,
    render: (chrome) => shown.render({ ...chrome, instanceSupport: null }),
  };
}

const PORTAL: PageApplication = {
  uid: 'U',
  name: 'Riverside Clinic portal',
  support: 'help@portal.example',
  loginHint: 'amara@riverside.example',
  returnTo: 'https://portal.riverside.example',
};
const LONG_APPLICATION: PageApplication = { ...PORTAL, name: LONG_NAME, support: null, loginHint: null };

const FIRST = { attempt: null, address: null, organizations: [], sign: null, support: null } as const;
const STRANGER = { organizations: [], sign: null, support: null } as const;

/** Work that a browser does in no time, so that its page can be looked at in peace. */
const WORK: WorkView = {
  challenge: {
    algorithm: 'SHA-256',
    challenge: 'f9d1fbcd25d4de1ac2b4a0d0f1d9d3d1b8c8a3a8a9a0c9f5e1d2c3b4a5968778',
    maxnumber: 10,
    salt: `5f3a9c0d1e2b4a6c8d7e9f01?expires=1767225600&attempt=${PAGE.attempt?.id}&`,
    signature: '0'.repeat(64),
  },
  ticket: '1767225000000.0000000000000000000000000000000000000000000',
  waitUntil: STATES_NOW + 30 * SECOND_MS,
};

const APP_STEP: Step = {
  kind: 'ask-proof',
  suggested: 'totp',
  choices: ['totp', 'passkey', 'email-code', 'recovery-code'],
  admits: 'sign-in',
};
const PASSKEY_STEP: Step = { ...APP_STEP, suggested: 'passkey' };
const EMAIL_STEP: Step = { ...APP_STEP, suggested: 'email-code' };
const RECOVERY_STEP: Step = { ...APP_STEP, suggested: 'recovery-code' };
const BIND_STEP: Step = {
  kind: 'bind-authenticator',
  suggested: 'totp',
  choices: ['totp'],
  grace: null,
  replaces: false,
};

function mailed(waitMs: number, handOver: HandOver | null): Partial<Page> {
  const email = { maskedAddress: 'a•••a@r•••.example', resendAt: STATES_NOW + waitMs, handOver };
  return { step: EMAIL_STEP, views: { ...NO_VIEWS, challenge: { method: 'email-code', email } } };
}

function wrong(problem: Problem, page: Partial<Page>): Partial<Page> {
  return { ...page, problem };
}

const passkeyPage: Partial<Page> = {
  step: PASSKEY_STEP,
  views: { ...NO_VIEWS, challenge: { method: 'passkey', options: REQUEST } },
};
const setUpPage: Partial<Page> = {
  step: BIND_STEP,
  setUp: { position: 1, of: 3 },
  views: { ...NO_VIEWS, binding: APP },
};
/** While the recovery code is shown: what the file behind **Download** is made from. */
export const savedCodePage: Page = {
  ...PAGE,
  step: { kind: 'save-recovery-code', replaces: false },
  setUp: { position: 2, of: 3 },
  views: { ...NO_VIEWS, recoveryCode: RECOVERY_CODE },
};
const trustPage: Partial<Page> = {
  step: { kind: 'offer-trust' },
  setUp: { position: 3, of: 3 },
  views: { ...NO_VIEWS, trustOptions: CREATION },
};
const newPasswordPage: Partial<Page> = {
  step: { kind: 'choose-password', because: 'too-short' },
  views: { ...NO_VIEWS, passwordMinimum: 15 },
};

const entrance: readonly PageState[] = [
  // With what autofill asks of passkeys: the first page at its heaviest.
  state('email', { ...FIRST, step: { kind: 'ask-identifier' }, views: { ...NO_VIEWS, passkeyFirst: PASSKEY_FIRST } }),
  state('email-passkey-failed', {
    ...FIRST,
    step: { kind: 'ask-identifier' },
    problem: { kind: 'passkey-first-failed' },
    views: { ...NO_VIEWS, passkeyFirst: PASSKEY_FIRST },
  }),
  state('email-wrong', { ...FIRST, step: { kind: 'ask-identifier' }, problem: { kind: 'address-malformed' } }),
  state('password', STRANGER),
  state('password-wrong', { ...STRANGER, problem: { kind: 'password-wrong' } }),
  state('password-busy', { ...STRANGER, problem: { kind: 'busy', at: STATES_NOW + 3 * SECOND_MS } }),
  state('password-work', { ...STRANGER, views: { ...NO_VIEWS, work: WORK } }),
  state('password-work-missing', {
    ...STRANGER,
    problem: { kind: 'work-missing', at: WORK.waitUntil },
    views: { ...NO_VIEWS, work: WORK },
  }),
  state('password-long-address', { ...STRANGER, address: LONG_ADDRESS }),
  state('new-password', newPasswordPage),
  state('new-password-unsafe', { ...newPasswordPage, step: { kind: 'choose-password', because: 'unsafe' } }),
  ...(['too-short', 'too-long', 'common', 'contains-context'] as const).map((reason) =>
    state(
      `new-password-${reason}`,
      wrong({ kind: 'password-refused', reason, minimum: reason === 'too-short' ? 15 : 1 }, newPasswordPage),
    ),
  ),
];

const challenges: readonly PageState[] = [
  state('app', { step: APP_STEP }),
  state('app-no-mandate', { step: APP_STEP, organizations: [], sign: null }),
  state('app-wrong', wrong({ kind: 'proof-wrong', method: 'totp', triesLeft: 4 }, { step: APP_STEP })),
  state('app-last-try', wrong({ kind: 'proof-wrong', method: 'totp', triesLeft: 1 }, { step: APP_STEP })),
  state('app-long', {
    step: APP_STEP,
    address: LONG_ADDRESS,
    organizations: ['Riverside Clinic and Community Health Partnership of the North', 'Oakdale Practice'],
    sign: null,
  }),
  state('passkey', passkeyPage),
  state('passkey-wrong', wrong({ kind: 'proof-wrong', method: 'passkey', triesLeft: 3 }, passkeyPage)),
  state('passkey-cancelled', wrong({ kind: 'passkey-failed' }, passkeyPage)),
  state('mailed', mailed(24 * SECOND_MS, 'handed-over')),
  state('mailed-sending', mailed(30 * SECOND_MS, 'waiting')),
  state('mailed-can-resend', mailed(0, 'handed-over')),
  state('mailed-failed', mailed(0, 'failed')),
  state('mailed-expired', mailed(0, 'expired')),
  state('mailed-none', wrong({ kind: 'resend-limit', at: STATES_NOW + 43 * MINUTE_MS }, mailed(0, null))),
  state('mailed-none-reloaded', mailed(0, null)),
  state('mailed-wrong', wrong({ kind: 'proof-wrong', method: 'email-code', triesLeft: 2 }, mailed(0, 'handed-over'))),
  state('mailed-too-late', wrong({ kind: 'code-expired', method: 'email-code' }, mailed(0, 'handed-over'))),
  state(
    'mailed-too-early',
    wrong({ kind: 'resend-too-early', at: STATES_NOW + 24 * SECOND_MS }, mailed(24 * SECOND_MS, 'handed-over')),
  ),
  state(
    'mailed-limit',
    wrong({ kind: 'resend-limit', at: STATES_NOW + 43 * MINUTE_MS }, mailed(43 * MINUTE_MS, 'handed-over')),
  ),
  withoutSupport(state('mailed', { ...mailed(0, 'handed-over'), support: null })),
  state('mailed-set-up', {
    ...mailed(24 * SECOND_MS, 'handed-over'),
    step: { ...EMAIL_STEP, choices: ['email-code'], admits: 'set-up' } as Step,
  }),
  state('recovery', { step: RECOVERY_STEP }),
  state(
    'recovery-wrong',
    wrong({ kind: 'proof-wrong', method: 'recovery-code', triesLeft: 4 }, { step: RECOVERY_STEP }),
  ),
  ...(['one-time-pass', 'invitation-code', 'break-glass-code'] as const).map((method) => {
    const step: Step = { kind: 'ask-proof', suggested: method, choices: [method], admits: 'set-up' };
    return state(`${method}-too-late`, wrong({ kind: 'code-expired', method }, { step }));
  }),
  ...(['one-time-pass', 'invitation-code', 'break-glass-code', 'password'] as const).flatMap((method) => {
    const step: Step = { kind: 'ask-proof', suggested: method, choices: [method], admits: 'set-up' };
    return [
      state(method, { step }),
      state(`${method}-refused`, wrong({ kind: 'proof-wrong', method, triesLeft: 4 }, { step })),
    ];
  }),
  state('methods', { step: APP_STEP }, { list: true }),
  state(
    'methods-all',
    {
      step: {
        ...APP_STEP,
        choices: [...APP_STEP.choices, 'one-time-pass', 'invitation-code', 'break-glass-code', 'password'],
      },
    },
    { list: true },
  ),
  withoutSupport(state('methods', { step: APP_STEP, support: null }, { list: true })),
];

const setUp: readonly PageState[] = [
  state('set-up-app', setUpPage),
  state('set-up-app-key', setUpPage, { key: true }),
  state('set-up-app-wrong', wrong({ kind: 'binding-wrong', method: 'totp' }, setUpPage)),
  state('set-up-app-grace-day', {
    ...setUpPage,
    step: { ...BIND_STEP, choices: ['totp', 'passkey'], grace: { until: STATES_NOW + 9 * DAY_MS, skipsLeft: null } },
  }),
  state('set-up-app-grace-skips', { ...setUpPage, step: { ...BIND_STEP, grace: { until: null, skipsLeft: 2 } } }),
  state('set-up-app-grace-open', { ...setUpPage, step: { ...BIND_STEP, grace: { until: null, skipsLeft: null } } }),
  state('set-up-app-grace-last-skip', { ...setUpPage, step: { ...BIND_STEP, grace: { until: null, skipsLeft: 1 } } }),
  state('set-up-app-own', { ...setUpPage, organizations: [], sign: null }),
  state('set-up-app-several', { ...setUpPage, organizations: ['Riverside Clinic', 'Oakdale Practice'], sign: null }),
  state('replace-app', { ...setUpPage, setUp: null, step: { ...BIND_STEP, replaces: true } }),
  ...([false, true] as const).map((replaces) =>
    state(replaces ? 'replace-passkey' : 'set-up-passkey', {
      ...setUpPage,
      step: { ...BIND_STEP, suggested: 'passkey', choices: ['totp', 'passkey'], replaces },
      views: { ...NO_VIEWS, binding: { method: 'passkey', view: CREATION } },
    }),
  ),
  state(
    'set-up-passkey-wrong',
    wrong(
      { kind: 'binding-wrong', method: 'passkey' },
      {
        ...setUpPage,
        step: { ...BIND_STEP, suggested: 'passkey', choices: ['passkey'] },
        views: { ...NO_VIEWS, binding: { method: 'passkey', view: CREATION } },
      },
    ),
  ),
  state('app-kept', { step: { kind: 'ask-app-kept' } }),
  state('save-code', savedCodePage),
  state('save-code-not-ticked', wrong({ kind: 'box-not-ticked' }, savedCodePage)),
  state('save-code-new', { ...savedCodePage, setUp: null, step: { kind: 'save-recovery-code', replaces: true } }),
  state('save-code-gone', { ...savedCodePage, views: NO_VIEWS }),
  state('trust', trustPage),
  state('trust-later', { ...trustPage, setUp: null }),
];

const REFUSALS: readonly RefusalReason[] = [
  'attempt-over',
  'account-disabled',
  'password-throttled',
  'too-many-tries',
  'set-up-frozen',
  'no-method-left',
  'demand-unmet',
];

const ends: readonly PageState[] = [
  state('complete', { step: { kind: 'complete', acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], strong: true } }),
  ...REFUSALS.map((reason) =>
    state(`refused-${reason}`, {
      step: {
        kind: 'refuse',
        reason,
        retryAt: reason === 'password-throttled' || reason === 'too-many-tries' ? STATES_NOW + 4 * MINUTE_MS : null,
      },
    }),
  ),
  withoutSupport(
    state('refused', { step: { kind: 'refuse', reason: 'no-method-left', retryAt: null }, support: null }),
  ),
  withoutSupport(
    state('refused-tries', {
      step: { kind: 'refuse', reason: 'too-many-tries', retryAt: STATES_NOW + 20 * 60 * MINUTE_MS },
      support: null,
    }),
  ),
  state('refused-tries-elsewhere', {
    step: { kind: 'refuse', reason: 'too-many-tries', retryAt: STATES_NOW + 300 * DAY_MS },
  }),
];

/** As where an application sent the person. */
const sent: readonly PageState[] = [
  state('email-application', { ...FIRST, application: PORTAL, step: { kind: 'ask-identifier' } }),
  state('email-application-wrong', {
    ...FIRST,
    application: LONG_APPLICATION,
    step: { kind: 'ask-identifier' },
    problem: { kind: 'address-malformed' },
  }),
  state('password-application', { ...STRANGER, application: PORTAL }),
  state('password-application-long', { ...STRANGER, application: LONG_APPLICATION }),
  state('app-application', { application: PORTAL, step: APP_STEP }),
  state('complete-application', {
    application: PORTAL,
    step: { kind: 'complete', acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], strong: true },
  }),
  ...(['attempt-over', 'too-many-tries', 'demand-unmet'] as const).map((reason) =>
    state(`refused-${reason}-application`, {
      application: PORTAL,
      step: { kind: 'refuse', reason, retryAt: reason === 'too-many-tries' ? STATES_NOW + 4 * MINUTE_MS : null },
    }),
  ),
  withoutSupport(
    state('refused-application', {
      application: LONG_APPLICATION,
      step: { kind: 'refuse', reason: 'demand-unmet', retryAt: null },
      support: null,
    }),
  ),
];

/** Every state of every page. */
export const PAGE_STATES: readonly PageState[] = [
  ...entrance,
  ...challenges,
  ...setUp,
  ...ends,
  ...sent,
  ...applicationStates,
  ...aroundStates,
];
