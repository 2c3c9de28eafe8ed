import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, type TestApp } from '../app.ts';
import { SoftwareAuthenticator } from '../fixtures/software-authenticator.ts';
import { type Exchange, type RawClient, rawClient } from '../harness/raw-client.ts';
import { appCode } from '../harness/totp.ts';
import type { Secret, Trace } from './canary-scan.ts';
import { whereOfMail } from './canary-traces.ts';

const AMARA = 'amara@riverside.example';
const PASSWORD = 'canary-Password-4f1b7c';
const STEP_MS = 30_000;

/** What was typed and is neither shown nor kept. */
const TYPED = {
  password: PASSWORD,
  'refused password': 'canar7y',
  'password set by mail': 'canary-Mailed-Password-2d9e',
  'wrong password': 'canary-Wrong-Password-93ad',
  'wrong password of an unknown address': 'canary-Unknown-Password-e02c',
  'password in an odd form': 'canary-Odd-Password-77d1',
  'password in place of the address': 'canary-Misplaced-Password-5be8',
  'wrong recovery code': 'CANA-RYCA-NARY-CANA-RYCA-NARY-CANA',
  'wrong one-time pass': 'CANARYPASS',
} as const;

/** Looks like an address, so it is shown to whoever typed it, and to nobody else. */
const MISTAKEN = 'canary-Mistaken-Password-61c4@riverside.example';

/** The pages that offer a secret to whoever is in with a fresh proof. */
const OFFERS = ['/account/security/app', '/account/security/recovery-code'] as const;

/** A life with every way in, and all that was secret in it. */
export interface Life {
  readonly secrets: readonly Secret[];
  readonly exchanges: readonly Exchange[];
}

/** What one life is made of. */
interface Scene {
  readonly app: TestApp;
  readonly accountId: AccountId;
  /** Amara's own browser. */
  readonly client: RawClient;
  readonly secrets: Secret[];
}

/** Lives it: invitation, set-up, every method, mistakes, a lost recovery code, a support reset, one more organization, a stop. */
export async function live(app: TestApp): Promise<Life> {
  const clinic = await makeOrganization(app, 'Riverside Clinic', {});
  const invited = { address: AMARA, name: 'Amara Nwosu', organizationId: clinic, kind: 'provider' } as const;
  const { accountId } = must(await app.instance.accounts.invite(invited));
  const scene: Scene = {
    app,
    accountId,
    client: rawClient(app.url, 'json'),
    secrets: [],
  };
  const forms = rawClient(app.url, 'html');
  await choosePassword(scene, forms);
  const { code } = must(await app.instance.accounts.makeCode(accountId, clinic));
  scene.secrets.push({ name: 'invitation code', text: code });
  await mistakes(forms);
  const kept = await setUp(scene, {});
  await everyMethod(scene, kept);
  await reset(scene);
  const around = await linksFor(scene, clinic);
  await joinAndStop(scene, forms);
  await app.instance.sealer.run();
  await app.instance.outbox.idle();
  const exchanges = [...forms.exchanges, ...scene.client.exchanges, ...around];
  return {
    exchanges,
    secrets: [...scene.secrets, ...typed(), ...carried(exchanges), ...offered(exchanges), ...mailed(app), ...keys(app)],
  };
}

async function choosePassword({ app }: Scene, forms: RawClient): Promise<void> {
  await app.instance.outbox.run();
  const path = linkIn((await app.mail.waitFor(AMARA, /\/invitation\//)).text);
  await forms.get(path);
  await forms.post(path, { password: TYPED['refused password'] });
  await forms.post(path, { password: PASSWORD });
  await forms.get(path);
}

async function mistakes(forms: RawClient): Promise<void> {
  await forms.get('/sign-in');
  await forms.answer({ answer: 'identifier', address: TYPED['password in place of the address'] });
  await forms.answer({ answer: 'identifier', address: MISTAKEN });
  await forms.answer({ answer: 'password', password: TYPED['wrong password of an unknown address'] });
  await forms.get('/sign-in');
  await forms.answer({ answer: 'identifier', address: AMARA });
  await forms.answer({ answer: 'password', password: TYPED['wrong password'] });
  await forms.answer({ answer: 'password', password: TYPED['password in an odd form'].repeat(300) });
  await forms.answer({ answer: 'pass', password: TYPED['password in an odd form'] });
  await forms.post('/sign-in', { csrf: 'none', password: TYPED['password in an odd form'] });
  await forms.post('/nowhere', { password: TYPED['password in an odd form'] });
  await forms.get('/invitation/nothing');
  await forms.get('/sign-in');
}

/** From the address to past the password, with what else the answer says. */
async function pastPassword({ client }: Scene, platform: Readonly<Record<string, string>>) {
  await client.get('/sign-in');
  await client.answer({ answer: 'identifier', address: AMARA });
  return pageOf(await client.answer({ answer: 'password', password: PASSWORD, ...platform }));
}

/** Sets up app and recovery code, and with `passkey` trusts the device. */
async function setUp(scene: Scene, first: { readonly pass?: string }) {
  const { app, client, secrets } = scene;
  let page = await pastPassword(scene, { platform: 'yes' });
  if (first.pass !== undefined) {
    await client.answer({ answer: 'proof', method: 'one-time-pass', code: TYPED['wrong one-time pass'] });
    page = pageOf(await client.answer({ answer: 'proof', method: 'one-time-pass', code: first.pass }));
  }
  const secret = new URL(page.views.binding.view.uri).searchParams.get('secret') ?? '';
  secrets.push(appSecret(secret));
  await look(client, '&key');
  await client.answer({ answer: 'bind', method: 'totp', code: '000000' });
  const saving = { answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()), platform: 'yes' };
  const recoveryCode = await saved(scene, await client.answer(saving));
  const offer = pageOf(await client.answer({ answer: 'recovery-code-saved', saved: 'yes', platform: 'yes' }));
  await look(client);
  const passkey = new SoftwareAuthenticator({ origin: app.url, rpId: 'localhost' });
  const response = passkey.register(offer.views.trustOptions);
  await signedIn(client, await client.answer({ answer: 'trust-accepted', response, platform: 'yes' }));
  return { secret, recoveryCode, passkey };
}

/** Looks at the recovery code in every way there is, and keeps it. */
async function saved({ client, secrets }: Scene, shown: Exchange): Promise<string> {
  const text = pageOf(shown).views.recoveryCode as string;
  secrets.push({ name: 'recovery code', text, meant: ({ place, text: page }) => place === 'pages' && savesCode(page) });
  await look(client);
  await client.post('/sign-in/recovery-code', { attempt: client.shown().attempt });
  await client.answer({ answer: 'recovery-code-saved', saved: '' });
  return text;
}

async function everyMethod(scene: Scene, kept: Awaited<ReturnType<typeof setUp>>) {
  const { app, client } = scene;
  const again = async () => {
    app.clock.move(2 * STEP_MS);
    return pastPassword(scene, { platform: 'yes' });
  };
  const challenge = (await again()).views.challenge;
  await look(client, '&methods');
  await client.answer({ answer: 'passkey-failed', reason: 'cancelled' });
  const fresh = pageOf(await client.get(`/sign-in?attempt=${client.shown().attempt}`, 'json')).views.challenge;
  if (challenge.method !== 'passkey') throw new Error('a trusted device is asked for its passkey');
  const response = kept.passkey.assert(fresh.options);
  await signedIn(client, await client.answer({ answer: 'proof', method: 'passkey', response, platform: 'yes' }));

  await again();
  await client.answer({ answer: 'choose-method', method: 'totp' });
  const code = appCode(kept.secret, app.clock.now());
  await signedIn(client, await client.answer({ answer: 'proof', method: 'totp', code, platform: 'yes' }));

  await again();
  app.mail.refuse(true);
  await client.answer({ answer: 'choose-method', method: 'email-code' });
  await app.instance.outbox.idle();
  await look(client);
  app.mail.refuse(false);
  app.clock.move(STEP_MS);
  await client.answer({ answer: 'resend' });
  const sent = mailedCode((await app.mail.waitFor(AMARA, /\b\d{6}\b/)).text);
  await client.answer({ answer: 'proof', method: 'email-code', code: sent === '123456' ? '654321' : '123456' });
  await signedIn(client, await client.answer({ answer: 'proof', method: 'email-code', code: sent }));

  await again();
  await client.answer({ answer: 'choose-method', method: 'recovery-code' });
  await client.answer({ answer: 'proof', method: 'recovery-code', code: TYPED['wrong recovery code'] });
  const replaced = await client.answer({ answer: 'proof', method: 'recovery-code', code: kept.recoveryCode });
  await saved(scene, replaced);
  await client.answer({ answer: 'recovery-code-saved', saved: 'yes' });
  await look(client);
  await signedIn(client, await client.answer({ answer: 'app-kept', kept: 'yes' }));
}

async function reset(scene: Scene): Promise<void> {
  const { app, secrets } = scene;
  const operator = await makeOrganization(app, 'Vestibule Support', null, 'operator');
  const agent = await makeAccount(app, 'robin@vestibule.example', operator, 'staff');
  const record = { reason: 'phone lost', ticket: 'T-1', callBack: 'number on record', checklist: [] };
  const opened = must(await app.instance.resets.open(agent, { ...record, address: AMARA, holdHours: null }));
  const { pass } = must(await app.instance.resets.carryOut(agent, opened.id));
  if (pass === null) throw new Error('the mandate asks for a pass');
  secrets.push({ name: 'one-time pass', text: pass.code });
  app.clock.move(2 * STEP_MS);
  await setUp(scene, { pass: pass.code });
}

/** Every link for somebody who cannot sign in, and the one that makes a browser a shared workstation. */
async function linksFor({ app, secrets }: Scene, clinic: OrganizationId): Promise<readonly Exchange[]> {
  const visitor = rawClient(app.url, 'html');
  await visitor.get('/unlock');
  await visitor.post('/unlock', { address: AMARA });
  await app.instance.outbox.run();
  const unlock = linkIn((await app.mail.waitFor(AMARA, /\/unlock\//)).text);
  await visitor.get(unlock);
  await visitor.post(unlock, {});
  await visitor.get('/forgot');
  await visitor.post('/forgot', { address: AMARA });
  await app.instance.outbox.run();
  const forgot = linkIn((await app.mail.waitFor(AMARA, /\/forgot\//)).text);
  await visitor.get(forgot);
  await visitor.post(forgot, { password: TYPED['refused password'] });
  await visitor.post(forgot, { password: TYPED['password set by mail'] });
  const made = await app.instance.workstations.link(clinic);
  if (made === null) throw new Error('no link for a workstation');
  secrets.push({
    name: 'workstation link',
    text: made.path.replace('/workstation/', ''),
    meant: ({ place, where }) => (place === 'addresses' || place === 'pages') && where.includes(made.path),
  });
  const station = rawClient(app.url, 'html');
  await station.get(made.path);
  await station.post(made.path, { mark: 'yes' });
  return [...visitor.exchanges, ...station.exchanges];
}

async function joinAndStop({ app, accountId, client }: Scene, forms: RawClient): Promise<void> {
  const other = await makeOrganization(app, 'Oakdale Practice');
  must(await app.instance.organizations.members.add(other, accountId, 'provider'));
  await app.instance.outbox.run();
  const join = linkIn((await app.mail.waitFor(AMARA, /Oakdale/)).text);
  await forms.get(join);
  await forms.post(join, { join: 'yes' });
  const stop = linkIn((await app.mail.waitFor(AMARA, /\/stop\//)).text);
  await forms.get(stop);
  await forms.post(stop, {});
  await client.get('/account', 'html');
}

/** The page of the attempt as a browser shows it. */
function look(client: RawClient, more = ''): Promise<Exchange> {
  return client.get(`/sign-in?attempt=${client.shown().attempt}${more}`, 'html');
}

/** Looks around as somebody signed in, and signs out. */
async function signedIn(client: RawClient, done: Exchange): Promise<void> {
  if (JSON.parse(done.body).signedIn !== true) throw new Error(`not signed in: ${done.body}`);
  for (const path of ['/account', '/account/security', ...OFFERS, '/help']) await client.get(path, 'html');
  await client.post('/account/sign-out', {});
}

// biome-ignore lint/suspicious/noExplicitAny: a life reads what is there; what is missing ends it.
function pageOf(exchange: Exchange): any {
  return JSON.parse(exchange.body).page;
}

function typed(): readonly Secret[] {
  const everywhere = Object.entries(TYPED).map(([name, text]) => ({ name, text }));
  const shown = ({ place }: Trace) => place === 'pages';
  return [...everywhere, { name: 'password that looks like an address', text: MISTAKEN, meant: shown }];
}

function appSecret(base32: string): Secret {
  const meant = ({ place, text }: Trace) => place === 'pages' && /otpauth:|can.{1,6}t scan the code/i.test(text);
  return { name: 'app secret', text: base32, bytes: base32Bytes(base32), meant };
}

function savesCode(page: string): boolean {
  return /"kind":"save-recovery-code"|I saved this code|^Recovery code/m.test(page);
}

/** Cookies and CSRF values, as they came. */
export function carried(exchanges: readonly Exchange[]): readonly Secret[] {
  const cookies = exchanges.flatMap((one) =>
    one.headers.flatMap(([name, line]) => {
      const found = name.toLowerCase() === 'set-cookie' ? /^vestibule_(\w+)=([^;]+)/.exec(line) : null;
      return found === null ? [] : [{ name: `${found[1]} cookie`, text: found[2] ?? '' }];
    }),
  );
  const shown = ({ place }: Trace) => place === 'pages';
  const csrf = exchanges.flatMap((one) =>
    [...one.body.matchAll(/(?:name="csrf" value="|"csrf":")([\w-]{86})/g)].map((found) => found[1] ?? ''),
  );
  return [...cookies, ...[...new Set(csrf)].map((text) => ({ name: 'CSRF value', text, meant: shown }))];
}

/** What the pages of one's own offer: tickets, an app's secret, a recovery code. Each is on its page alone. */
function offered(exchanges: readonly Exchange[]): readonly Secret[] {
  const pages = exchanges.filter(({ url, status }) => status === 200 && OFFERS.some((path) => url.endsWith(path)));
  return pages.flatMap(({ body, url }) => {
    const meant = ({ place, where }: Trace) => place === 'pages' && where.includes(new URL(url).pathname);
    const found = (name: string, pattern: RegExp) => {
      const text = pattern.exec(body)?.[1];
      return text === undefined ? [] : [{ name, text, meant }];
    };
    return [
      ...found('own ticket', /name="ticket" value="([^"]+)"/),
      ...found('own app secret', /otpauth:[^"]*?secret=([A-Z2-7]+)/),
      ...found('own recovery code', /\b((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})\b/),
    ];
  });
}

/** Codes and links in mails. Each is in its one mail; a link also in its own address, and in the form on its page. */
export function mailed({ mail }: TestApp): readonly Secret[] {
  return mail.received.flatMap((one, at) => {
    const link = /\/(?:invitation|stop|forgot|unlock)\/([\w-]{43})/.exec(one.text);
    const code = /\b\d{6}\b/.exec(one.text)?.[0];
    const carries = ({ place, where }: Trace) => place === 'mails' && where === whereOfMail(one, at);
    const own = ({ place, where }: Trace, path: string) =>
      (place === 'addresses' || place === 'pages') && where.includes(path);
    const meant = (trace: Trace) => carries(trace) || own(trace, link?.[0] ?? '');
    return [
      ...(link?.[1] === undefined ? [] : [{ name: `link of "${one.subject}"`, text: link[1], meant }]),
      ...(code === undefined ? [] : [{ name: 'mailed code', text: code, word: true as const, meant: carries }]),
    ];
  });
}

/** The root key, and every key that is made of it. */
export function keys({ instance }: TestApp): readonly Secret[] {
  const file = JSON.parse(readFileSync(join(instance.config.dataFolder, 'keys.json'), 'utf8'));
  const root = file.keys[0].key as string;
  const purposes = [
    'password-pepper',
    'sealing',
    'csrf',
    'address-mac',
    'audit-chain',
    'mailed-code',
    'pass',
    'recovery-code',
    'shared-browser',
    'work',
    'passkey-challenge',
    'passkey-first',
    'break-glass',
    'import-row',
    'audit-heads',
    'dpop-nonce',
    'device-code-source',
  ];
  return [
    { name: 'root key', text: root, bytes: Buffer.from(root, 'base64url') },
    ...purposes.map((purpose) => {
      const bytes = instance.keyRing.derive(purpose, 32);
      return { name: `key of ${purpose}`, text: bytes.toString('base64url'), bytes };
    }),
  ];
}

/** The path of the link in a mail; '' without one. */
export function linkIn(text: string): string {
  return /\/(?:invitation|stop|forgot|unlock)\/[\w-]{43}/.exec(text)?.[0] ?? '';
}

function mailedCode(text: string): string {
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}

/** The bytes that base32 stands for (RFC 4648 §6), whole ones. */
export function base32Bytes(text: string): Uint8Array {
  const bits = [...text]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
