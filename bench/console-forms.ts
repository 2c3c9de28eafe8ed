import { newId, systemRandom } from '../src/platform/random.ts';
import type { Sample, Spare } from './console-world.ts';
import { type CAST, LARGEST } from './population/cast.ts';

/** Forms that are not sent, by route, and why. */
export const NOT_SENT: Readonly<Record<string, string>> = {
  '/console/import': 'begins a job, which `npm run bench:import` measures',
  '/console/organizations/:id/require-passkeys':
    'wants a passkey of the owner’s own; writes what `…/allow-resets` writes',
  '/console/organizations/:id/allow-apps': 'takes back what was not sent',
};

/** How a form is sent, and about what. What is left out is as the form has it. */
export interface FormSample {
  readonly as?: keyof typeof CAST;
  /** What is named in the route, the nth time; undefined: there is no more. */
  readonly about?: (spare: Spare, nth: number) => Sample | undefined;
  readonly fields?: (spare: Spare, nth: number) => Readonly<Record<string, string>>;
  /** Sent only so often. */
  readonly times?: number;
  /** What takes it back, so that it can be sent once more; measured as well. */
  readonly then?: { readonly route: string; readonly as?: keyof typeof CAST };
}

const ofLargest = ({ largest }: Spare): Sample => ({ id: largest });
const ofAsking = ({ asking }: Spare): Sample => ({ id: asking });
const ofGlass = ({ glass }: Spare): Sample => ({ id: glass });
/** Members from a place in the list on, so that those of other forms are left alone. */
const member =
  (from: number, kind?: string) =>
  ({ people }: Spare, nth: number): Sample | undefined =>
    people.filter((one) => kind === undefined || one['kind'] === kind)[from + nth];
const ready = ({ cases }: Spare, nth: number): Sample | undefined => sampleOf(cases[nth]);
const toApprove = ({ approvals }: Spare, nth: number): Sample | undefined => sampleOf(approvals[nth]);

function sampleOf(id: string | undefined): Sample | undefined {
  return id === undefined ? undefined : { id };
}

function fresh(): string {
  return newId<string>(systemRandom)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

/** How each form is sent, in this order: what a later one takes away an earlier one still needs. */
export const FORMS: Readonly<Record<string, FormSample>> = {
  '/console/prove': { fields: () => ({ next: '/console' }) },
  '/console/people/:id/sessions/:session/end': { about: member(0) },
  '/console/people/:id/end-sessions': { about: member(10) },
  '/console/people/:id/code/:organization': { about: member(0) },
  '/console/people/:id/role/:organization': { about: member(0, 'staff'), fields: () => ({ role: 'help-desk' }) },
  '/console/people/:id/kind/:organization': { about: member(0, 'provider'), fields: () => ({ kind: 'staff' }) },
  '/console/people/:id/address': {
    about: member(20),
    fields: () => ({ address: `moved.${fresh()}@clinic.example`, confirmed: 'yes' }),
  },
  '/console/people/:id/reset': {
    about: member(40),
    fields: () => ({ reason: 'Lost phone', ticket: 'T-1', callBack: 'Number on record, 10:00', holdHours: '' }),
  },
  '/console/people/:id/disable': { about: member(60), then: { route: '/console/people/:id/enable' } },
  '/console/people/:id/offboard': { about: member(80), fields: () => ({ from: 'everything' }) },
  '/console/people/:id/delete': {
    about: member(100),
    fields: (spare, nth) => ({ confirm: member(100)(spare, nth)?.['address'] ?? '' }),
  },
  '/console/resets/:id/approve': { about: toApprove },
  '/console/resets/:id/cancel': { about: toApprove },
  '/console/resets/:id/carry-out': { about: ready },
  '/console/resets/:id/pass': { about: ready },
  '/console/resets/alerts/:id/review': {
    about: ({ alerts }, nth) => sampleOf(alerts[nth]),
    fields: () => ({ note: 'A busy day' }),
  },
  '/console/organizations/create': { fields: () => ({ name: `Clinic ${fresh()}`, kind: 'clinic', support: '' }) },
  '/console/organizations/:id/invite': {
    about: ofLargest,
    fields: () => ({ name: 'Somebody New', address: `invited.${fresh()}@clinic.example`, kind: 'provider' }),
  },
  '/console/organizations/:id/invitations/:invitation/withdraw': {
    about: ({ largest, invitations }, nth) => {
      const invitation = invitations[nth];
      return invitation === undefined ? undefined : { id: largest, invitation };
    },
  },
  '/console/organizations/:id/settings': {
    about: ofLargest,
    fields: (_, nth) => ({ name: LARGEST, idle: `${20 + nth}` }),
  },
  '/console/organizations/:id/branding': { about: ofLargest, fields: () => ({ color: '#0d5163', preview: 'yes' }) },
  '/console/organizations/:id/workstation': { about: ofLargest },
  '/console/organizations/:id/allow-resets': {
    about: ofLargest,
    then: { route: '/console/organizations/:id/stop-resets' },
  },
  '/console/organizations/:id/change': { about: ofLargest },
  '/console/organizations/:id/revoke': { about: ofLargest, then: { route: '/console/organizations/:id/grant' } },
  '/console/organizations/:id/decline': {
    about: ofAsking,
    then: { route: '/console/organizations/:id/request', as: 'asking-admin' },
  },
  '/console/organizations/:id/disable': { about: ofLargest, then: { route: '/console/organizations/:id/enable' } },
  '/console/organizations/:id/evidence': { about: ofLargest, times: 3 },
  '/console/audit/export': { fields: () => ({ format: 'csv' }), times: 1 },
  '/console/audit/check': { times: 1 },
  '/console/break-glass/new': {
    fields: () => ({ name: 'Another envelope', address: `glass.${fresh()}@operator.example`, days: '30' }),
  },
  '/console/break-glass/:id/renew': { about: ofGlass, fields: () => ({ days: '30' }) },
  '/console/break-glass/uses/:id/review': {
    about: ({ use }) => ({ id: use }),
    fields: () => ({ note: 'A drill' }),
    times: 1,
  },
  '/console/break-glass/:id/revoke': { about: ofGlass, times: 1 },
};

/** Forms that send what their own page shows as a file: about each thing that the page is measured with. */
export const FILES = ['/console/receipts/:id', '/console/import/:id'] as const;

/** What a form would send as it stands: what is typed, ticked and chosen in the form of a page that leads to this path. */
export function fieldsIn(html: string, path: string): URLSearchParams | null {
  const forms = html.match(/<form\b[^>]*>[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((one) => /^<form\b[^>]*>/.exec(one)?.[0].includes(`action="${path}"`));
  if (form === undefined) return null;
  const selects = form.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g);
  const areas = form.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g);
  return new URLSearchParams([
    ...[...form.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => inputOf(tag).map((field) => [...field])),
    ...[...selects].map(([, tag = '', options = '']) => [...selectOf(tag, options)]),
    ...[...areas].map(([, tag = '', text = '']) => [attributesOf(tag)['name'] ?? '', decoded(text)]),
  ]);
}

/** The control that a tag is, where it would be sent. */
function inputOf(tag: string): readonly (readonly [string, string])[] {
  const { name, type = 'text', value = type === 'checkbox' ? 'on' : '' } = attributesOf(tag);
  const left = type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag));
  return name === undefined || left ? [] : [[name, value]];
}

function selectOf(tag: string, options: string): readonly [string, string] {
  const chosen = /<option\b[^>]*\sselected[^>]*>/.exec(options) ?? /<option\b[^>]*>/.exec(options);
  return [attributesOf(tag)['name'] ?? '', attributesOf(chosen?.[0] ?? '')['value'] ?? ''];
}

function attributesOf(tag: string): Readonly<Record<string, string>> {
  const found = [...tag.matchAll(/\s([a-z-]+)="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name, decoded(value ?? '')]));
}

function decoded(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
