import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp, type TestEngine } from '../app.ts';
import { jsonClient } from '../harness/json-client.ts';
import { type Exchange, type RawClient, rawClient } from '../harness/raw-client.ts';
import { appCode } from '../harness/totp.ts';

/** Whose address is typed. All are equally long, so that even the lengths of answers can be compared. */
const PEOPLE = {
  'with a mandate': 'amara@riverside.example',
  'with a mandate, set up': 'berta@riverside.example',
  'without a mandate': 'carla@riverside.example',
  'a patient': 'diego@riverside.example',
  disabled: 'ellen@riverside.example',
  deleted: 'farid@riverside.example',
  'invited, without a password': 'gemma@riverside.example',
  'a solo provider': 'hanna@riverside.example',
  unknown: 'nobod@riverside.example',
  'with a mandate, in capitals': 'AMARA@Riverside.EXAMPLE',
  'unknown, in capitals': 'NOBOD@Riverside.EXAMPLE',
} as const;

const ADDRESSES = Object.values(PEOPLE);
/** More than are free (10), than wait (16), and than are compared (30). */
const WRONG_PASSWORDS = 32;

/** Somebody's visit: all that went over the wire. */
interface Visit {
  readonly address: string;
  readonly client: RawClient;
}

describe.each(['sqlite', 'postgres'] as const)('before a correct password on %s', (engine: TestEngine) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ engine });
    await makePeople(app);
  });
  afterAll(() => app.stop());

  /** Does the same at every address and compares all that came back, step by step. */
  async function compare(as: 'html' | 'json', visit: (client: RawClient, address: string) => Promise<void>) {
    const visits: Visit[] = [];
    for (const address of ADDRESSES) {
      const client = rawClient(app.url, as);
      await visit(client, address);
      visits.push({ address, client });
    }
    expect(differences(visits)).toEqual([]);
    return visits[0]?.client.exchanges ?? [];
  }

  it.each(['html', 'json'] as const)('S3 S14 pages are the same bytes for every address, as %s', async (as) => {
    const exchanges = await compare(as, async (client, address) => {
      await client.get('/sign-in');
      await client.answer({ answer: 'identifier', address });
      await client.answer({ answer: 'password', password: 'not the password' });
      await client.answer({ answer: 'password', password: '' });
      await client.answer({ answer: 'password', password: 'x'.repeat(2_000) });
      await client.answer({ answer: 'password', password: 'x'.repeat(5_000) });
      await client.answer({ answer: 'proof', method: 'totp', code: '000000' });
      await client.answer({ answer: 'choose-method', method: 'email-code' });
      await client.answer({ answer: 'resend' });
      await client.get(`/sign-in?attempt=${client.shown().attempt}&methods`);
      await client.get('/help');
      await client.get('/account');
      await client.get(`/sign-in?attempt=${client.shown().attempt}`);
      await client.answer({ answer: 'start-over' });
      await client.answer({ answer: 'identifier', address });
    });
    const statuses = new Set(exchanges.map((one) => one.status));
    expect([200, 400, 422].every((status) => statuses.has(status))).toBe(true);
  });

  it('S3 wrong passwords are answered alike however many there were, as pages and as JSON', async () => {
    const clients = await Promise.all(
      ADDRESSES.map(async (address) => ({
        address,
        html: await begun('html', address),
        json: await begun('json', address),
      })),
    );
    for (let tried = 0; tried < WRONG_PASSWORDS; tried++) {
      // One after another: of two at once with the same account one is told to wait.
      for (const client of clients) {
        const one = tried % 2 === 0 ? client.html : client.json;
        await one.answer({ answer: 'password', password: `wrong password ${tried}` });
      }
    }
    expect(differences(clients.map(({ address, html }) => ({ address, client: html })))).toEqual([]);
    expect(differences(clients.map(({ address, json }) => ({ address, client: json })))).toEqual([]);
  }, 90_000);

  it('S3 an attempt that is over looks the same for every address', async () => {
    await compare('html', async (client, address) => {
      await client.get('/sign-in');
      await client.answer({ answer: 'identifier', address });
    });
    const clients = await Promise.all(
      ADDRESSES.map(async (address) => ({ address, client: await begun('html', address) })),
    );
    app.clock.move(16 * 60_000);
    for (const { client } of clients) {
      await client.get(`/sign-in?attempt=${client.shown().attempt}`);
      await client.answer({ answer: 'password', password: PASSWORD });
    }
    expect(differences(clients)).toEqual([]);
  });

  it('T4 A28 A29 a forgotten password is asked for alike, mailed or not, also more often than mails are sent', async () => {
    const exchanges = await compare('html', async (client, address) => {
      await client.get('/sign-in');
      await client.answer({ answer: 'identifier', address });
      await client.get(`/forgot?attempt=${client.shown().attempt}`);
      for (let asked = 0; asked < 5; asked++) await client.post('/forgot', { address });
      await client.post('/forgot', { address: `${address}@` });
    });
    expect(exchanges.map((one) => one.status)).toEqual([200, 303, 200, 200, ...Array(5).fill(200), 422]);
  });

  it('T1 A28 A29 a link that lets a browser in is offered and asked for alike, mailed or not', async () => {
    const exchanges = await compare('html', async (client, address) => {
      await client.get('/sign-in');
      await client.answer({ answer: 'identifier', address });
      await client.answer({ answer: 'password', password: 'not the password' });
      await client.get(`/unlock?attempt=${client.shown().attempt}`);
      for (let asked = 0; asked < 5; asked++) await client.post('/unlock', { address });
      await client.post('/unlock', { address: `${address}@` });
    });
    expect(exchanges.some((one) => one.body.includes('/unlock?attempt='))).toBe(true);
    expect(exchanges.slice(-6).map((one) => one.status)).toEqual([...Array(5).fill(200), 422]);
  });

  it('is noticed when a page differs', async () => {
    const known = 'isaac@riverside.example';
    await makeAccount(app, known, await makeOrganization(app, 'Harbor Clinic', {}));
    const pair = [
      { address: known, client: await begun('html', known) },
      { address: PEOPLE.unknown, client: await begun('html', PEOPLE.unknown) },
    ];
    for (const { client } of pair) await client.answer({ answer: 'password', password: 'not the password' });
    expect(differences(pair)).toEqual([]);
    for (const { client } of pair) await client.answer({ answer: 'password', password: PASSWORD });
    expect(differences(pair)).not.toEqual([]);
  });

  async function begun(as: 'html' | 'json', address: string): Promise<RawClient> {
    const client = rawClient(app.url, as);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return client;
  }
});

async function makePeople(app: TestApp): Promise<void> {
  const clinic = await makeOrganization(app, 'Riverside Clinic', { passkeyFirst: true });
  const plain = await makeOrganization(app, 'Oakdale Practice');
  const solo = await makeOrganization(app, 'Sam Ito', null, 'solo');
  const look = { displayName: 'Riverside', color: '#7a1fa2' };
  for (const id of [clinic, plain, solo]) must(await app.instance.brandings.set(id, look));
  await makeAccount(app, PEOPLE['with a mandate'], clinic);
  await makeAccount(app, PEOPLE['with a mandate, set up'], clinic);
  await setUp(app, PEOPLE['with a mandate, set up']);
  await makeAccount(app, PEOPLE['without a mandate'], plain);
  await makeAccount(app, PEOPLE['a patient'], clinic, 'patient');
  must(await app.instance.accounts.disable(await makeAccount(app, PEOPLE.disabled, clinic)));
  must(await app.instance.accounts.delete(await makeAccount(app, PEOPLE.deleted, clinic)));
  const invited = { address: PEOPLE['invited, without a password'], name: 'Gemma Nwosu', kind: 'provider' } as const;
  must(await app.instance.accounts.invite({ ...invited, organizationId: clinic }));
  await makeAccount(app, PEOPLE['a solo provider'], solo);
}

async function setUp(app: TestApp, address: string): Promise<void> {
  const client = jsonClient(app.url);
  await client.get('/sign-in');
  await client.answer({ answer: 'identifier', address });
  const shown = await client.answer({ answer: 'password', password: PASSWORD });
  const secret = new URL(shown.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
  await client.answer({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()) });
  const done = await client.answer({ answer: 'recovery-code-saved', saved: true });
  expect(done.body.signedIn).toBe(true);
}

/** Every answer that differs from the first visitor's, each cut to where it begins to differ. */
function differences(visits: readonly Visit[]): readonly string[] {
  const [first = [], ...others] = visits.map((visit) =>
    visit.client.exchanges.map((one) => masked(one, visit.address)),
  );
  return others.flatMap((seen, other) => {
    const address = visits[other + 1]?.address;
    const steps = seen.flatMap((text, step) => {
      const expected = first[step] ?? '';
      return text === expected
        ? []
        : [`${address}, answer ${step + 1}: ${around(text, expected)}, not ${around(expected, text)}`];
    });
    return seen.length === first.length ? steps : [`${address}: ${seen.length} answers, not ${first.length}`, ...steps];
  });
}

function around(text: string, other: string): string {
  const at = [...text].findIndex((sign, index) => sign !== other[index]);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 100));
}

/** Status, headers in their order, and body, without what is random for everybody and the address that was typed. */
function masked({ method, url, status, headers, body }: Exchange, address: string): string {
  const lines = headers.map(([name, value]) => `${name}: ${name.toLowerCase() === 'date' ? '…' : value}`);
  return [`${method} ${url}`, status, ...lines, '', body]
    .join('\n')
    .replaceAll(new RegExp(address.replaceAll('.', '\\.'), 'gi'), '<address>')
    .replaceAll(/(vestibule_browser=)[\w-]{43}/g, '$1<token>')
    .replaceAll(/(name="csrf" value="|"csrf":")[\w-]{86}/g, '$1<csrf>')
    .replaceAll(/(challenge(?:"|&quot;):(?:"|&quot;))[\w-]{43}/g, '$1<challenge>')
    .replaceAll(/\d{13}\.[\w-]{43}/g, '<ticket>')
    .replaceAll(/(\?attempt=|name="attempt" value="|"attempt":\{"id":")[\w-]+/g, '$1<attempt>');
}
