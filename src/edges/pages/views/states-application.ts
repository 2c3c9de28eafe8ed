import { renderApplicationError } from './application-error.tsx';
import { renderConsent } from './consent.tsx';
import type { Chrome, ConsentView, DeviceView, Person, SignOutView } from './contract.ts';
import { renderDevice } from './device.tsx';
import { renderSignOut } from './sign-out.tsx';

const PERSON: Person = { name: 'Amara Osei', address: 'amara@riverside.example', support: 'help@riverside.example' };

/** Sixty characters, one word among them that no narrow line holds. */
const LONG_CLIENT = 'Krankenhausverwaltungsgesellschaftsnachrichten of the North';

const CONSENT: ConsentView = {
  uid: 'U',
  client: { name: 'Lab Portal', support: 'help@lab.example' },
  address: PERSON.address,
  scopes: ['openid', 'profile'],
  resources: [],
};

const FULL_CONSENT: ConsentView = {
  ...CONSENT,
  client: { ...CONSENT.client, support: null },
  scopes: ['openid', 'profile', 'email', 'organizations', 'offline_access', 'imaging'],
  resources: [
    { uri: 'https://api.lab.example/results', scopes: ['results.read', 'results.order'] },
    { uri: 'https://calendar.lab.example', scopes: [] },
    { uri: 'urn:lab:archive', scopes: ['read'] },
  ],
};

const LONG_CONSENT: ConsentView = {
  ...CONSENT,
  client: { name: LONG_CLIENT, support: '+44 20 7946 0123' },
  address: 'maximiliana.fernandez-villaverde.ruiz-de-la-prada@telehealth.riverside-clinic-group.example',
  resources: [
    {
      uri: 'https://patient-records-and-appointments.telehealth.riverside-clinic-group.example/v2',
      scopes: ['appointments.read', 'appointments.write', 'records.read', 'https://lab.example/scopes/records.share'],
    },
  ],
};

const ASK: DeviceView = { kind: 'ask', xsrf: 'xsrf-value', typed: '', problem: null };

function consent(name: string, view: ConsentView) {
  return { name, render: (chrome: Chrome) => renderConsent(view, chrome) };
}

function device(name: string, view: DeviceView) {
  return { name, render: (chrome: Chrome) => renderDevice(view, chrome) };
}

function signOut(name: string, view: SignOutView) {
  return { name, render: (chrome: Chrome) => renderSignOut(view, chrome) };
}

function asked(client: string | null, person: Person | null): SignOutView {
  return { kind: 'ask', xsrf: 'xsrf-value', client, person };
}

/** States of the pages that an application's request leads to. */
export const applicationStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  consent('consent', CONSENT),
  consent('consent-full', FULL_CONSENT),
  consent('consent-long', LONG_CONSENT),
  consent('consent-again', { ...CONSENT, scopes: [] }),
  device('device', ASK),
  device('device-missing', { ...ASK, problem: 'missing' }),
  ...(['unknown', 'expired', 'used'] as const).map((problem) =>
    device(`device-${problem}`, { ...ASK, typed: 'BDFH-KMPR', problem }),
  ),
  device('device-confirm', { kind: 'confirm', xsrf: 'xsrf-value', code: 'BDFH-KMPR', client: 'Telehealth cart' }),
  device('device-confirm-long', { kind: 'confirm', xsrf: 'xsrf-value', code: 'BDFH-KMPR', client: LONG_CLIENT }),
  device('device-done', { kind: 'done', client: 'Telehealth cart' }),
  device('device-denied', { kind: 'denied' }),
  signOut('sign-out', asked('Riverside Clinic portal', PERSON)),
  signOut('sign-out-no-application', asked(null, null)),
  signOut('sign-out-long', asked(LONG_CLIENT, PERSON)),
  signOut('sign-out-done', { kind: 'done', client: 'Riverside Clinic portal' }),
  signOut('sign-out-done-no-application', { kind: 'done', client: null }),
  {
    name: 'application-error',
    render: (chrome) =>
      renderApplicationError(
        {
          error: 'invalid_redirect_uri',
          description: "redirect_uri did not match any of the client's registered redirect_uris",
          traceId: '7f3a9c21e05d4b68',
        },
        chrome,
      ),
  },
  {
    name: 'application-error-short',
    render: (chrome) => renderApplicationError({ error: 'server_error', description: null, traceId: null }, chrome),
  },
];
