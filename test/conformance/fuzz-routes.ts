import { Agent, request as send } from 'node:http';
import type { RouteEntry } from '../../src/platform/http/inventory.ts';
import { isProtocol, type KnownClients, oddProtocol } from './odd-protocol.ts';
import { type GoodForm, type OddRequest, oddForms, oddVisits } from './odd-requests.ts';
import { namesOfCookies, type OpenAttempt, type RunningApp, type Visit, visit } from './running-app.ts';

const AT_ONCE = 4;

/** How a run went. */
export interface FuzzReport {
  readonly requests: number;
  /** How often each status came. */
  readonly statuses: Readonly<Record<number, number>>;
  /** What must not happen, each with the request that caused it. */
  readonly failures: readonly string[];
}

/** An answer as far as it is judged. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Every kind of answer to a step, with fields that are good in themselves. */
const ANSWERS: readonly Readonly<Record<string, string>>[] = [
  { answer: 'password', password: 'wrong-horse-battery', work: 'e30=', ticket: '1.A' },
  { answer: 'new-password', password: 'wrong-horse-battery' },
  { answer: 'proof', method: 'totp', code: '000000' },
  { answer: 'proof', method: 'recovery-code', code: '0000-0000-0000-0000-0000-0000-0000' },
  { answer: 'proof', method: 'email-code', code: '000000' },
  { answer: 'proof', method: 'one-time-pass', code: '00000000' },
  { answer: 'proof', method: 'invitation-code', code: '00000000' },
  { answer: 'proof', method: 'break-glass-code', code: '0000-0000-0000-0000-0000-0000' },
  { answer: 'proof', method: 'passkey', response: '{"id":"AA","rawId":"AA","type":"public-key","response":{}}' },
  { answer: 'bind', method: 'totp', code: '000000' },
  { answer: 'bind', method: 'passkey', response: '{"id":"AA","rawId":"AA","type":"public-key","response":{}}' },
  { answer: 'choose-method', method: 'email-code' },
  { answer: 'passkey-failed', reason: 'cancelled' },
  { answer: 'passkey-first', ticket: '1.A', response: '{"id":"AA","rawId":"AA","type":"public-key","response":{}}' },
  { answer: 'recovery-code-saved', saved: 'yes' },
  { answer: 'app-kept', kept: 'no' },
  { answer: 'app-lost' },
  { answer: 'trust-accepted', response: '{}' },
  { answer: 'trust-declined', until: 'not-now' },
  { answer: 'resend' },
  { answer: 'postpone-set-up' },
];

/** Settings of an organization. */
const SETTINGS = { name: 'Riverside', support: '', idle: '30', absolute: '12', workstation: '5' };

/** Terms of a mandate. */
const TERMS = {
  'kinds.provider': 'yes',
  'methods.totp': 'yes',
  grace: 'due',
  due: '2030-01-01',
  skips: '3',
  proof: 'none',
};

/**
 * Sends odd requests to every route, forms with a good CSRF value. Never may an answer be a 500, set a session or a device cookie,
 * hand out a token, lack the security headers, show a stack or a secret, lead to another host, or stop the server. `most`: at most
 * so many requests, drawn by `seed`; `only`: to routes of the protocol, or to the others.
 */
export async function fuzzRoutes(
  app: RunningApp,
  options: { readonly seed: number; readonly most: number; readonly only: 'pages' | 'protocol' },
): Promise<FuzzReport> {
  const plan = draw(await everything(app, options.only), options);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const statuses: Record<number, number> = {};
  const failures: string[] = [];
  let at = 0;
  async function work(): Promise<void> {
    for (let next = plan[at++]; next !== undefined; next = plan[at++]) {
      const answer = await exchange(app.base, next, agent);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const wrong = judge(app, next, answer);
      if (wrong !== null) failures.push(`${next.method} ${next.path.slice(0, 80)} (${next.label}): ${wrong}`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  agent.destroy();
  const alive = await fetch(`${app.base}/healthz`);
  if (alive.status !== 200) failures.push('the server does not live');
  const log = app.logLines().join('\n');
  if (app.secrets.some((secret) => log.includes(secret))) failures.push('the log holds a secret');
  if (Object.keys(Object.prototype).length > 0) failures.push('a prototype was polluted');
  return { requests: plan.length, statuses, failures };
}

/** Odd requests for all routes of the inventory. A POST that nothing here knows a form for is a gap, and thrown. */
async function everything(app: RunningApp, only: 'pages' | 'protocol'): Promise<readonly OddRequest[]> {
  const stranger = await visit(app);
  const attempts = await app.attempts();
  const owner = await app.owner();
  const routes = app.routes().filter(({ path }) => isProtocol(path) === (only === 'protocol'));
  return routes.flatMap((route) => {
    if (app.clients !== null && only === 'protocol') return protocolRequests(app, app.clients, route, stranger);
    const visitors = owner !== null && isOwn(route.path) ? [stranger, owner] : [stranger];
    return visitors.flatMap((visitor) => pageRequests(app, route, visitor, attempts));
  });
}

function protocolRequests(
  app: RunningApp,
  clients: KnownClients,
  { method, path: pattern }: RouteEntry,
  { cookie }: Visit,
): readonly OddRequest[] {
  const odd = concrete(app, pattern).flatMap((path) => oddProtocol(method, path, pattern, clients));
  return odd.map((one) => withCookie(one, cookie));
}

function pageRequests(
  app: RunningApp,
  { method, path: pattern }: RouteEntry,
  visitor: Visit,
  attempts: readonly OpenAttempt[],
): readonly OddRequest[] {
  const paths = concrete(app, pattern);
  if (method === 'GET') return paths.flatMap(oddVisits).map((odd) => withCookie(odd, visitor.cookie));
  if (pattern === '/sign-in') {
    const first = { path: pattern, fields: { answer: 'identifier', address: 'nobody@example.org' } };
    return [...attempts.flatMap((attempt) => signInForms(attempt)), ...posted(first, visitor)];
  }
  if (pattern === '/sign-in/recovery-code') {
    return attempts.flatMap((one) => posted({ path: pattern, fields: { attempt: one.id } }, one.visit));
  }
  return paths.flatMap((path) => posted({ path, fields: otherFields(pattern) }, visitor));
}

/** Pages of one's own, but for the one that ends the session which all the others need. */
function isOwn(path: string): boolean {
  return path.startsWith('/account') && path !== '/account/sign-out';
}

function signInForms(attempt: OpenAttempt): readonly OddRequest[] {
  return ANSWERS.flatMap((fields) =>
    ['0', '1', '2', '3', '4'].flatMap((version) =>
      posted({ path: '/sign-in', fields: { attempt: attempt.id, version, platform: '', ...fields } }, attempt.visit),
    ),
  );
}

function otherFields(path: string): Readonly<Record<string, string>> {
  const fields = KNOWN[path];
  if (fields === undefined) throw new Error(`no form is known for POST ${path}: add it here`);
  return fields;
}

/** What a right form of a route holds, as far as it can be known beforehand. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/account/sign-out': {},
  '/account/session': {},
  '/account/prove': { next: '/account/security' },
  '/console/prove': { next: '/console' },
  '/console/people/:id/disable': {},
  '/console/people/:id/enable': {},
  '/console/people/:id/reset': {
    reason: 'lost',
    ticket: 'T-1',
    callBack: '555',
    checklist: 'no-pressure',
    holdHours: '1',
  },
  '/console/resets/:id/approve': {},
  '/console/resets/:id/carry-out': {},
  '/console/resets/:id/pass': {},
  '/console/resets/:id/cancel': {},
  '/console/resets/alerts/:id/review': { note: 'A busy Monday.' },
  '/console/organizations/:id/branding': { displayName: 'Riverside', color: '#0d5163', drawn: '', preview: 'yes' },
  '/console/organizations/create': { name: '', kind: 'clinic', support: '' },
  '/console/organizations/:id/settings': SETTINGS,
  '/console/organizations/:id/disable': {},
  '/console/organizations/:id/enable': {},
  '/console/organizations/:id/allow-resets': {},
  '/console/organizations/:id/stop-resets': {},
  '/console/organizations/:id/require-passkeys': {},
  '/console/organizations/:id/allow-apps': {},
  '/console/organizations/:id/request': {},
  '/console/organizations/:id/grant': TERMS,
  '/console/organizations/:id/change': TERMS,
  '/console/organizations/:id/decline': { reason: 'Not now' },
  '/console/organizations/:id/revoke': {},
  '/console/break-glass/new': { name: 'Safe', address: 'glass@operator.example', days: '30' },
  '/console/break-glass/:id/renew': { days: '30' },
  '/console/break-glass/:id/revoke': {},
  '/console/break-glass/uses/:id/review': { note: 'A drill' },
  '/console/people/:id/end-sessions': {},
  '/console/people/:id/sessions/:session/end': {},
  '/console/people/:id/address': { address: 'new@riverside.example', confirmed: 'yes' },
  '/console/people/:id/delete': { confirm: 'new@riverside.example' },
  '/console/people/:id/offboard': { from: 'everything' },
  '/console/receipts/:id': {},
  '/console/audit/export': { format: 'csv' },
  '/console/audit/check': {},
  '/console/import': { form: 'csv', how: 'check' },
  '/console/import/:id': {},
  '/console/organizations/:id/invite': {
    name: 'Ben Okafor',
    address: 'ben@example.org',
    kind: 'provider',
    locale: 'en',
  },
  '/console/organizations/:id/invitations/:invitation/withdraw': {},
  '/console/people/:id/kind/:organization': { kind: 'staff' },
  '/console/people/:id/role/:organization': { role: 'help-desk' },
  '/console/people/:id/code/:organization': {},
  '/console/organizations/:id/evidence': { since: '2026-01-01' },
  '/console/organizations/:id/workstation': {},
  '/account/password': { current: 'wrong-horse-battery', password: 'short' },
  '/account/security/app': { ticket: '1.A', code: '000000' },
  '/account/security/passkey': { ticket: '1.A', answer: 'own-passkey', response: '{}' },
  '/account/security/security-key': { ticket: '1.A', answer: 'own-passkey', response: '{}' },
  '/account/security/method/:id/rename': { label: 'Work phone' },
  '/account/security/method/:id/replace': { ticket: '1.A', code: '000000' },
  '/account/security/method/:id/remove': {},
  '/account/security/method/:id/resume': {},
  '/account/security/app-lost': {},
  '/account/security/recovery-code': { ticket: '1.A', saved: 'yes' },
  '/account/security/recovery-code/file': { ticket: '1.A' },
  '/account/security/default': { method: 'totp' },
  '/account/security/sessions/:id/end': {},
  '/account/security/sessions/end-others': {},
  '/account/security/browsers/:id/forget': {},
  '/account/security/browsers/forget-all': {},
  '/account/language': { locale: 'es' },
  '/forgot': { address: 'nobody@example.org' },
  '/forgot/:token': { password: 'short' },
  '/unlock': { address: 'nobody@example.org' },
  '/unlock/:token': {},
  '/invitation/:token': { password: 'short' },
  '/setup/:token': { organization: 'Operator', name: 'Robin', address: 'robin@operator.example', password: 'short' },
  '/stop/:token': {},
  '/workstation/:token': { mark: 'yes' },
};

function posted(good: GoodForm, by: { readonly cookie: string; readonly csrf: string }): readonly OddRequest[] {
  return oddForms(good, by.csrf).map((odd) => withCookie(odd, by.cookie));
}

function withCookie(odd: OddRequest, cookie: string): OddRequest {
  return { ...odd, headers: { cookie, ...odd.headers } };
}

/** Paths of a pattern: with tokens that are over, malformed and good. Good links are only looked at, so that they stay good. */
function concrete(app: RunningApp, pattern: string): readonly string[] {
  if (!pattern.includes(':')) return [pattern];
  const prefix = pattern.slice(0, pattern.indexOf(':'));
  const rest = /:[^/]*(.*)$/.exec(pattern)?.[1] ?? '';
  return [
    ...['x'.repeat(43), 'x', '%E2%82%AC', 'x'.repeat(1_200)].map((token) => prefix + token + rest),
    ...app.links.filter((link) => link.startsWith(prefix)),
  ];
}

/** A seeded sample that keeps the order. */
function draw(
  all: readonly OddRequest[],
  { seed, most }: { readonly seed: number; readonly most: number },
): readonly OddRequest[] {
  const share = most / all.length;
  let state = seed;
  return all.filter(() => {
    // A linear congruential step (Numerical Recipes): the same seed draws the same requests.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < share;
  });
}

function exchange(base: string, odd: OddRequest, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(base);
    const length = odd.body === null ? {} : { 'content-length': String(odd.body.length) };
    const outgoing = send(
      {
        host: url.hostname,
        port: url.port,
        method: odd.method,
        path: odd.path,
        headers: { ...length, ...odd.headers },
        agent,
        maxHeaderSize: 128 * 1024,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // A refused body may meet a connection that the server has closed already.
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve({ status: 413, headers: REFUSED, body: '' });
      else reject(error);
    });
    outgoing.end(odd.body ?? undefined);
  });
}

const REFUSED = { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' };

function judge(app: RunningApp, odd: OddRequest, answer: Answer): string | null {
  if (answer.status >= 500 && answer.headers['retry-after'] === undefined) return `answered ${answer.status}`;
  const cookies = namesOfCookies([answer.headers['set-cookie'] ?? []].flat());
  if (cookies.some((name) => /session|device/.test(name))) return `set ${cookies.join(', ')}`;
  if (!String(answer.headers['content-security-policy']).startsWith("default-src 'none'")) return 'has no policy';
  if (answer.headers['x-content-type-options'] !== 'nosniff') return 'may be sniffed';
  if (/\bat \S+ \(|node_modules|\.ts:\d+/.test(answer.body)) return 'shows a stack';
  const { location } = answer.headers;
  if (String(location).length > 8_192) return 'leads to an address that is too long';
  if (typeof location === 'string' && !isLedTo(app, location)) return `leads to ${location}`;
  if (/"(access_token|id_token|refresh_token)":|"active":true/.test(answer.body)) return 'hands out a token';
  if (app.secrets.some((secret) => answer.body.includes(secret))) return 'repeats a secret';
  if (odd.method === 'GET' && answer.body.includes('evil.example')) return 'repeats a host that it was told';
  return null;
}

/** A path of ours, or an address that an application registered: no longer address that only begins like it. */
function isLedTo({ base, leadsTo }: RunningApp, location: string): boolean {
  if (/^\/([^/\\]|$)/.test(location) || location.startsWith(`${base}/`)) return true;
  return leadsTo.some((uri) => location === uri || location.startsWith(`${uri}?`));
}
