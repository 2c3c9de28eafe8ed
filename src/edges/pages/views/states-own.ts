import type { AuthenticatorId } from '../../../domain/accounts/decide/account.ts';
import type { OwnMethod } from '../../../domain/self-service/run/methods.ts';
import { DAY_MS, HOUR_MS } from '../../../platform/kernel/time.ts';
import type { Chrome, Person } from './contract.ts';
import type { AddAppView, AddPasskeyView, DefaultMethodView, MethodView, RenewCodeView } from './own/contract.ts';
import { ownViews } from './own/index.ts';
import { QR } from './states-qr.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const PERSON: Person = { name: 'Amara Osei', address: 'amara@riverside.example', support: 'help@riverside.example' };

const APP: OwnMethod = {
  id: 'A' as AuthenticatorId,
  kind: 'totp',
  label: 'Authenticator app',
  boundAt: NOW - 40 * DAY_MS,
  lastUsedAt: NOW - 3 * DAY_MS,
  maySync: false,
  provider: null,
  here: false,
  needed: false,
  suspended: false,
  lost: false,
};
const PASSKEY: OwnMethod = {
  ...APP,
  kind: 'passkey',
  label: 'Safari on iPhone (iCloud Keychain)',
  lastUsedAt: NOW - HOUR_MS,
  maySync: true,
  provider: 'iCloud Keychain',
  here: true,
};
const LONG: OwnMethod = { ...PASSKEY, label: 'Krankenhausverwaltungsgesellschaftsnachrichten of the North 12' };

const TWO = ['Riverside Clinic', 'Oakdale Practice'];
const METHOD: MethodView = {
  person: PERSON,
  now: NOW,
  method: APP,
  organizations: ['Riverside Clinic'],
  problem: null,
};
const ADD_APP: AddAppView = {
  person: PERSON,
  path: '/account/security/app',
  replaces: null,
  view: {
    uri: 'otpauth://totp/Vestibule:amara%40riverside.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vestibule',
    qrSvg: QR,
    key: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
  },
  ticket: 'T',
  problem: null,
};
const ADD_PASSKEY: AddPasskeyView = { person: PERSON, place: 'passkey', options: null, ticket: 'T', problem: null };

const CODE: RenewCodeView = {
  person: PERSON,
  code: '7K2M-9QXR-4TBV-8HWZ-3CFN-6PDJ-1YGS',
  ticket: 'T',
  replaces: true,
  problem: null,
};
const DEFAULT: DefaultMethodView = { person: PERSON, methods: ['totp', 'passkey'], chosen: 'passkey', problem: null };

function method(name: string, view: Partial<MethodView>) {
  return { name: `own-${name}`, render: (chrome: Chrome) => ownViews.renderMethod({ ...METHOD, ...view }, chrome) };
}

function addApp(name: string, view: Partial<AddAppView>) {
  return { name: `own-${name}`, render: (chrome: Chrome) => ownViews.renderAddApp({ ...ADD_APP, ...view }, chrome) };
}

function addPasskey(name: string, view: Partial<AddPasskeyView>) {
  return {
    name: `own-${name}`,
    render: (chrome: Chrome) => ownViews.renderAddPasskey({ ...ADD_PASSKEY, ...view }, chrome),
  };
}

function renewCode(name: string, view: Partial<RenewCodeView>) {
  return { name: `own-${name}`, render: (chrome: Chrome) => ownViews.renderRenewCode({ ...CODE, ...view }, chrome) };
}

function byDefault(name: string, view: Partial<DefaultMethodView>) {
  return {
    name: `own-${name}`,
    render: (chrome: Chrome) => ownViews.renderDefaultMethod({ ...DEFAULT, ...view }, chrome),
  };
}

/** States of the pages on which people change their own sign-in. */
export const ownStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  {
    name: 'own-prove',
    render: (chrome) => ownViews.renderProve({ person: PERSON, next: '/account/security' }, chrome),
  },
  { name: 'own-frozen', render: (chrome) => ownViews.renderFrozen({ person: PERSON }, chrome) },
  { name: 'own-shared', render: (chrome) => ownViews.renderNoOffer({ person: PERSON, reason: 'shared' }, chrome) },
  { name: 'own-full', render: (chrome) => ownViews.renderNoOffer({ person: PERSON, reason: 'full' }, chrome) },
  {
    name: 'own-not-accepted',
    render: (chrome) => ownViews.renderNoOffer({ person: PERSON, reason: 'not-accepted' }, chrome),
  },
  {
    name: 'own-nothing-bound',
    render: (chrome) => ownViews.renderNoOffer({ person: PERSON, reason: 'nothing-bound' }, chrome),
  },
  method('method-app', {}),
  method('method-needed', { method: { ...APP, needed: true }, problem: 'needed' }),
  method('method-passkey', { method: PASSKEY }),
  method('method-passkey-needed', { method: { ...PASSKEY, needed: true } }),
  method('method-needed-by-two', { method: { ...APP, needed: true }, organizations: TWO }),
  method('method-passkey-needed-by-two', { method: { ...PASSKEY, needed: true }, organizations: TWO }),
  method('method-long', { method: LONG }),
  method('method-label-refused', { problem: 'label' }),
  method('method-suspended', { method: { ...APP, suspended: true, lost: true } }),
  method('method-again', { problem: 'again' }),
  addApp('add-app', {}),
  addApp('add-app-wrong', { problem: 'wrong' }),
  addApp('add-app-over', { problem: 'over' }),
  addApp('replace-app', { replaces: 'Work phone' }),
  ...([null, 'not-ticked', 'over', 'again'] as const).map((problem) =>
    renewCode(`code-${problem ?? 'new'}`, { problem }),
  ),
  renewCode('code-first', { replaces: false }),
  byDefault('default', {}),
  byDefault('default-none', { methods: [], chosen: null }),
  byDefault('default-refused', { problem: 'not-bound' }),
  byDefault('default-again', { problem: 'again' }),
  addPasskey('add-device', {}),
  addPasskey('add-device-there', { problem: 'already-there' }),
  addPasskey('add-key', { place: 'security-key' }),
  addPasskey('add-key-failed', { place: 'security-key', problem: 'cancelled' }),
  addPasskey('add-key-not-supported', { place: 'security-key', problem: 'not-supported' }),
];
