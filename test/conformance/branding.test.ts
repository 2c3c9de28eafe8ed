import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { rawClient } from '../harness/raw-client.ts';

let app: TestApp;
let riverside: OrganizationId;
let oakdale: OrganizationId;

beforeAll(async () => {
  app = await startApp();
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  await makeAccount(app, 'amara@riverside.example', riverside);
  await makeAccount(app, 'olu@oakdale.example', oakdale);
});
afterAll(() => app?.stop());

/** The page after an address, or after the right password as well. */
async function pageOf(address: string, password: string | null): Promise<string> {
  const client = rawClient(app.url);
  await client.get('/sign-in');
  const begun = await client.answer({ answer: 'identifier', address });
  return (password === null ? begun : await client.answer({ answer: 'password', password })).body;
}

/** A picture of one shade of gray. */
function picture(gray: number): Buffer {
  const png = new PNG({ width: 9, height: 9 });
  png.data.fill(gray);
  return PNG.sync.write(png);
}

it('an organization’s sign is on every page after the right password, and on none before', async () => {
  const look = { displayName: 'The Riverside', color: '#7a1fa2', logo: picture(90) };
  const set = must(await app.instance.brandings.set(riverside, look));
  const path = `/brand/${set.branding?.logo?.id}.png`;

  for (const before of [
    await pageOf('amara@riverside.example', null),
    await pageOf('amara@riverside.example', 'wrong'),
  ]) {
    expect(before).not.toContain('/brand/');
    expect(before).not.toContain('Riverside');
  }
  const after = await pageOf('amara@riverside.example', PASSWORD);
  expect(after).toContain(`src="${path}"`);
  expect(after).toContain('href="/brand/7a1fa2-1.css"');
  expect(after).toContain('<bdi>The Riverside</bdi>');
  expect(after).toContain('The Riverside asks for a second step');
});

it('colors and logos are kept for ever, and are nothing but what they are', async () => {
  const { branding } = must(await app.instance.brandings.set(oakdale, { color: '#1f7a2e', logo: picture(20) }));
  const sheet = await fetch(`${app.url}/brand/1f7a2e-1.css`);
  const logo = await fetch(`${app.url}/brand/${branding?.logo?.id}.png`);
  expect([sheet.headers.get('content-type'), logo.headers.get('content-type')]).toEqual([
    'text/css; charset=utf-8',
    'image/png',
  ]);
  for (const { status, headers } of [sheet, logo]) {
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.getSetCookie()).toEqual([]);
  }
  expect(await sheet.text()).toMatch(/^:root\{--brand:#[0-9a-f]{6};[^<]*\}\}\n$/);
  expect(PNG.sync.read(Buffer.from(await logo.arrayBuffer())).width).toBe(9 + 24);
});

it('the address of a color tells of no organization, and no other address is answered', async () => {
  const statusOf = async (file: string) => (await fetch(`${app.url}/brand/${file}`)).status;
  // Somebody's color and nobody's.
  expect([await statusOf('1f7a2e-1.css'), await statusOf('123456-1.css')]).toEqual([200, 200]);
  for (const file of [
    '123456-2.css',
    '12345-1.css',
    '123456.css',
    `${riverside}.png`,
    'AAAA.png',
    '.png',
    '123456-1.css.png',
  ]) {
    expect(await statusOf(file)).toBe(404);
  }
});

it('a logo that was replaced is gone', async () => {
  const first = must(await app.instance.brandings.set(oakdale, { logo: picture(80) })).branding?.logo?.id;
  const second = must(await app.instance.brandings.set(oakdale, { logo: picture(81) })).branding?.logo?.id;
  expect((await fetch(`${app.url}/brand/${first}.png`)).status).toBe(404);
  expect((await fetch(`${app.url}/brand/${second}.png`)).status).toBe(200);
});
