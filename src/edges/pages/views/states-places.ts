import type { DeviceId } from '../../../domain/accounts/decide/account.ts';
import { ACTIVITIES } from '../../../domain/self-service/decide/activity.ts';
import type { SessionId } from '../../../domain/sessions/decide/session.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Chrome, Person } from './contract.ts';
import { renderActivity } from './own/activity.tsx';
import { renderPlaces } from './own/places.tsx';
import type { ActivityView, PlacesView } from './own/places-contract.ts';
import { renderWorkstation } from './workstation.tsx';

const NOW = Date.UTC(2026, 10, 24, 9);
const PERSON: Person = { name: 'Amara Osei', address: 'amara@riverside.example', support: 'help@riverside.example' };
const LONG = 'Krankenhausverwaltungsgesellschaftsnachrichtenbrowser on Windows';

const HERE = {
  id: 'S1' as SessionId,
  browser: 'Chrome on Windows',
  source: '203.0.113.7',
  country: 'ES',
  startedAt: NOW - 3 * HOUR_MS,
  lastSeenAt: NOW - MINUTE_MS,
  here: true,
};
const KNOWN = {
  id: 'D1' as DeviceId,
  browser: 'Chrome on Windows',
  since: NOW - 40 * DAY_MS,
  lastUsedAt: NOW - 3 * HOUR_MS,
  here: true,
  passkey: 'Chrome on Windows (iCloud Keychain)',
};
const ALONE: PlacesView = { person: PERSON, now: NOW, sessions: [HERE], browsers: [KNOWN] };
const SEVERAL: PlacesView = {
  ...ALONE,
  sessions: [
    HERE,
    { ...HERE, id: 'S2' as SessionId, here: false, browser: 'Safari on iPhone', source: '2001:db8:0:7::/64' },
    { ...HERE, id: 'S3' as SessionId, here: false, browser: LONG, source: null, country: null },
  ],
  browsers: [
    KNOWN,
    { ...KNOWN, id: 'D2' as DeviceId, here: false, passkey: null, browser: null },
    { ...KNOWN, id: 'D3' as DeviceId, here: false, passkey: LONG, browser: LONG },
  ],
};

const EVENTS: ActivityView['events'] = ACTIVITIES.map((what, index) => ({
  what,
  at: NOW - index * HOUR_MS,
  source: index % 3 === 0 ? '203.0.113.7' : null,
  country: index % 6 === 0 ? 'ES' : null,
  browser: index % 3 === 0 ? (index === 0 ? LONG : 'Chrome on Windows') : null,
}));

const AT_WORKSTATION: Person = { ...PERSON, name: 'Dr. Maximiliana Fernández-Villaverde y Ruiz de la Prada, PhD' };

/** States of the pages that tell where somebody is signed in and what happened. */
export const placesStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  { name: 'places', render: (chrome) => renderPlaces(SEVERAL, chrome) },
  { name: 'places-alone', render: (chrome) => renderPlaces(ALONE, chrome) },
  { name: 'places-none-known', render: (chrome) => renderPlaces({ ...ALONE, browsers: [] }, chrome) },
  {
    name: 'places-shared',
    render: (chrome) => renderPlaces({ ...ALONE, person: AT_WORKSTATION, browsers: [] }, { ...chrome, shared: true }),
  },
  ...[true, false].map((marked) => ({
    name: marked ? 'workstation-marked-before' : 'workstation',
    render: (chrome: Chrome) =>
      renderWorkstation(
        { kind: 'ask', token: 'T', organization: 'Riverside Clinic', marked },
        { ...chrome, shared: marked },
      ),
  })),
  {
    name: 'workstation-done',
    render: (chrome) => renderWorkstation({ kind: 'marked' }, { ...chrome, shared: true }),
  },
  { name: 'workstation-undone', render: (chrome) => renderWorkstation({ kind: 'unmarked' }, chrome) },
  { name: 'workstation-over', render: (chrome) => renderWorkstation({ kind: 'over' }, chrome) },
  { name: 'activity', render: (chrome) => renderActivity({ person: PERSON, now: NOW, events: EVENTS }, chrome) },
  { name: 'activity-none', render: (chrome) => renderActivity({ person: PERSON, now: NOW, events: [] }, chrome) },
];
