import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { PasswordProblem } from '../../src/domain/methods/method.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { jsonClient } from '../harness/json-client.ts';
import { type RawClient, rawClient } from '../harness/raw-client.ts';
import { administerWith } from './command-line.ts';

type Reason = Exclude<PasswordProblem, 'too-long' | 'contains-context'>;

const NOW = 'Nine-otters-swim-42';
const STOLEN = 'Bought-at-the-harbor-7';

const REFUSED: Readonly<Record<Reason, { readonly password: string; readonly words: string }>> = {
  'too-short': { password: 'Qzv-wkx1', words: 'That password is too short.' },
  common: { password: 'passwordpassword', words: 'Many people use that password.' },
  composition: { password: 'a long walk along the shore', words: 'That password is missing something.' },
  leaked: { password: STOLEN, words: 'That password was stolen from another site.' },
  reused: { password: NOW, words: 'You’ve used that password before.' },
};

/** Tries a password at one way in; yields the reason why it was refused, or null. */
type Entry = (password: string) => Promise<string | null>;

const folder = mkdtempSync(join(tmpdir(), 'refused-'));
const list = join(folder, 'stolen.txt');
let app: TestApp;
let clinic: OrganizationId;
let people = 0;

beforeAll(async () => {
  writeFileSync(list, `${createHash('sha1').update(STOLEN).digest('hex')}\n`);
  app = await startApp({ env: { VESTIBULE_BREACHED_PASSWORDS: list } });
  clinic = await makeOrganization(app, 'Riverside Clinic');
  must(await app.instance.organizations.set(clinic, { passwordPreset: 'legacy' }));
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true });
});

const ENTRIES: Readonly<Record<string, () => Promise<Entry>>> = {
  async 'an invitation'() {
    const address = nobody();
    must(await app.instance.accounts.invite({ address, name: 'Ben Ito', organizationId: clinic, kind: 'provider' }));
    await app.instance.outbox.run();
    const client = rawClient(app.url);
    const path = await mailedPath(address, /\/invitation\/[\w-]+/);
    await client.get(path);
    return (password) => posted(client, path, { password });
  },
  async 'the page of one’s own password'() {
    const client = rawClient(app.url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address: await somebody() });
    await client.answer({ answer: 'password', password: NOW });
    await client.get('/account/password');
    return (password) => posted(client, '/account/password', { current: NOW, password });
  },
  async 'a mailed link'() {
    const address = await somebody();
    const client = rawClient(app.url);
    await client.get('/sign-in');
    await client.get('/forgot');
    await client.post('/forgot', { address });
    const path = await mailedPath(address, /\/forgot\/[\w-]+/);
    await client.get(path);
    return (password) => posted(client, path, { password });
  },
  async 'the sign-in'() {
    const address = await somebody();
    const { storage } = app.instance;
    const id = await storage.signInReads.accountIdByAddress(address);
    if (id === null) throw new Error('nobody has the address');
    await storage.transactor.transact((tx) => storage.accountCuts.markCompromised(tx, id, app.clock.now()));
    const client = jsonClient(app.url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    await client.answer({ answer: 'password', password: NOW });
    return async (password) => {
      const { body } = await client.answer({ answer: 'new-password', password });
      return body.signedIn === true ? null : body.page.problem.reason;
    };
  },
  async 'the command line'() {
    return async (password) => {
      const words = ['account', 'create', nobody(), '--name', 'Ben Ito', '--org', 'Riverside Clinic'];
      const { exit, json } = await administerWith(app, [password], ...words, '--kind', 'provider');
      return exit === 0 ? null : json.refused.problem;
    };
  },
};

/** Nobody has had a password there yet. */
const FIRST = ['an invitation', 'the command line'];

describe('a new password', () => {
  it.each(Object.entries(ENTRIES))('at %s is refused with the reason, until one is good', async (name, open) => {
    const entry = await open();
    const reasons = (Object.keys(REFUSED) as Reason[]).filter((one) => one !== 'reused' || !FIRST.includes(name));
    const said: Record<string, string | null> = {};
    for (const reason of reasons) said[reason] = await entry(REFUSED[reason].password);
    expect(said).toEqual(Object.fromEntries(reasons.map((reason) => [reason, reason])));
    expect(await entry('Ten-otters-swam-43')).toBeNull();
  });

  it('is taken where the list of stolen ones has vanished, and the log says so once', async () => {
    const told = () => app.logLines().filter((line) => line.includes('list of breached passwords'));
    rmSync(list);
    for (const open of [ENTRIES['the sign-in'], ENTRIES['a mailed link']]) {
      expect(await (await open?.())?.(STOLEN)).toBeNull();
    }
    expect(told()).toHaveLength(1);
  });
});

function nobody(): string {
  people += 1;
  return `person${people}@riverside.example`;
}

async function somebody(): Promise<string> {
  const address = nobody();
  await makeAccount(app, address, clinic, 'provider', NOW);
  return address;
}

async function mailedPath(address: string, pattern: RegExp): Promise<string> {
  const { text } = await app.mail.waitFor(address, pattern);
  return pattern.exec(text)?.[0] ?? '';
}

/** Posts a form; the reason is read off the page's own words. */
async function posted(client: RawClient, path: string, fields: Readonly<Record<string, string>>) {
  const { status, body } = await client.post(path, fields);
  if (status < 400) return null;
  const said = Object.entries(REFUSED).find(([, { words }]) => body.includes(words));
  return said?.[0] ?? `${status}: ${body}`;
}
