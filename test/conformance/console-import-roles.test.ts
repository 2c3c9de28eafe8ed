import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AccountId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { accountOf, personWithApp, signedInByApp } from '../journeys/people.ts';
import { castOfRoles } from './console-cast.ts';

const FILE = 'address,name,kind\nben@riverside.example,Ben Okafor,surgeon\n';

let app: TestApp;
let job: string;
const cookies = new Map<string, string>();
const ids = new Map<string, AccountId>();

beforeAll(async () => {
  app = await startApp();
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const riverside = await makeOrganization(app, 'Riverside Clinic', {});
  const people = [
    ...(await castOfRoles(app, operator, riverside)),
    ['another owner', await personWithApp(app, operator, 'other@operator.example', 'admin')],
  ] as const;
  for (const [role, { address }] of people) ids.set(role, await accountOf(app, address));
  // Last, and without moving the clock: everybody's proof is fresh for each request.
  for (const [role, person] of people) {
    const { client } = await signedInByApp(app, person);
    cookies.set(role, [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
  }
  const started = await sendFile('owner');
  expect(started.status).toBe(303);
  job = new URL(started.headers.get('location') ?? '', app.url).pathname.split('/').at(-1) ?? '';
  await vi.waitUntil(async () => ((await app.instance.jobs.byId(job))?.result ?? null) !== null, 10_000);
}, 60_000);
afterAll(() => app?.stop());

function ask(role: string, path: string, init: RequestInit = {}): Promise<Response> {
  const cookie = cookies.get(role) ?? '';
  return fetch(app.url + path, { ...init, headers: { cookie }, redirect: 'manual' });
}

/** The value against forged requests that goes with the browser of somebody. */
async function csrfOf(role: string): Promise<string> {
  return /name="csrf" value="([^"]+)"/.exec(await (await ask(role, '/console')).text())?.[1] ?? '';
}

async function sendFile(role: string): Promise<Response> {
  const body = new FormData();
  body.set('csrf', await csrfOf(role));
  body.set('form', 'csv');
  body.set('how', 'import');
  body.set('organization', 'Riverside Clinic');
  body.set('file', new Blob([FILE], { type: 'text/csv' }), 'people.csv');
  return ask(role, '/console/import', { method: 'POST', body });
}

async function getReport(role: string): Promise<Response> {
  const body = new URLSearchParams({ csrf: await csrfOf(role) });
  return ask(role, `/console/import/${job}`, { method: 'POST', body });
}

describe('an import that an owner began', () => {
  it('is named after them', async () => {
    expect((await app.instance.jobs.byId(job))?.startedBy).toBe(ids.get('owner'));
  });

  it.each(['owner', 'another owner'])('is seen by %s, page and report', async (role) => {
    expect(await (await ask(role, '/console/import')).text()).toContain(job);
    const page = await ask(role, `/console/import/${job}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('The kind isn’t provider')]);
    const report = await getReport(role);
    expect([report.status, await report.text()]).toEqual([200, expect.stringContaining('2,refused,')]);
  });

  it.each(['support', 'auditor', 'organization-admin', 'help-desk', 'without a role'])(
    'is neither seen nor reported to %s, who begins none either',
    async (role) => {
      const away = role === 'without a role' ? 403 : 404;
      const answers = [
        await ask(role, '/console/import'),
        await ask(role, `/console/import/${job}`),
        await getReport(role),
        await sendFile(role),
      ];
      for (const answer of answers.slice(0, 3)) expect([role, answer.status]).toEqual([role, away]);
      expect([away, 422]).toContain(answers[3]?.status);
      for (const answer of answers) expect(await answer.text()).not.toMatch(/surgeon|refused,|The kind isn’t/);
      expect((await app.instance.jobs.newest('import'))?.id).toBe(job);
    },
  );

  it.each(['support', 'auditor', 'organization-admin', 'help-desk', 'without a role'])(
    'is kept from %s by the desk itself, whichever page asks it',
    async (role) => {
      const { importDesk } = app.instance.administrationBy(ids.get(role) as AccountId);
      expect(await importDesk.rows(job)).toEqual({ ok: false, error: 'not-permitted' });
      const file = { bytes: Buffer.from(FILE), form: 'csv', organization: null, dryRun: false } as const;
      expect(await importDesk.start(file)).toEqual({ ok: false, error: 'not-permitted' });
    },
  );
});
