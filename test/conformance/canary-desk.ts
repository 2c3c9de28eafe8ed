import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { createLog } from '../../src/platform/log.ts';
import { makeOrganization, PASSWORD, type TestApp } from '../app.ts';
import { type Exchange, headerOf, type RawClient, rawClient } from '../harness/raw-client.ts';
import { createTestLog } from '../harness/test-log.ts';
import { runWords } from '../journeys/command-line.ts';
import {
  accountOf,
  jsonPastPassword,
  jsonSetUp,
  type Person,
  personWithApp,
  signedInByApp,
} from '../journeys/people.ts';
import { nextAppCode } from '../journeys/steps.ts';
import * as given from './canary-import.ts';
import { base32Bytes, carried, keys, type Life, linkIn, mailed } from './canary-life.ts';
import type { Secret, Trace } from './canary-scan.ts';
import { databaseTraces, whereOf } from './canary-traces.ts';

const OWNER = 'robin@operator.example';
const AMARA = 'amara@riverside.example';
const BEN = 'ben@lakeside.example';
const CORA = 'cora@lakeside.example';
const REFUSED = 'canary7';
const CHOSEN = 'canary-Invited-Password-3e8d';
const RECORD = { reason: 'Phone stolen', ticket: 'T-1', callBack: '555', checklist: 'called-number-on-record' };

/** A life at the console and the command line. */
export interface DeskLife extends Life {
  /** What commands printed, logged and wrote, and what the database held while an import went on. */
  readonly traces: readonly Trace[];
  /** Secrets that are shown this once, each with the one page or output. */
  readonly shown: readonly { readonly secret: Secret; readonly where: string }[];
}

/** Somebody at work, and what came of it. */
interface Desk {
  readonly app: TestApp;
  readonly owner: Person;
  readonly client: RawClient;
  readonly riverside: OrganizationId;
  readonly secrets: Secret[];
  readonly traces: Trace[];
  readonly shown: DeskLife['shown'][number][];
  /** All of which the answers are looked through. */
  readonly clients: RawClient[];
}

/** Lives it, from the link to the first owner on: everything that shows, mails or takes in a secret. */
export async function liveAtDesk(app: TestApp): Promise<DeskLife> {
  const begun = { app, secrets: [], traces: [], shown: [], clients: [] };
  await firstOwner(begun);
  const owner = { address: OWNER, ...(await setUpOf(begun, OWNER)) };
  const riverside = await makeOrganization(app, 'Riverside Clinic', { setUpProof: 'invitation-code' });
  const lakeside = await makeOrganization(app, 'Lakeside Hospital', {});
  const others = [await personWithApp(app, lakeside, BEN), await personWithApp(app, lakeside, CORA)];
  const { client: signedIn } = await signedInByApp(app, owner);
  const desk: Desk = { ...begun, owner, riverside, client: visitor(begun) };
  const session = signedIn.cookies.get('vestibule_session') ?? '';
  (desk.client.cookies as Map<string, string>).set('vestibule_session', session);
  desk.secrets.push({ name: 'session of the desk', text: session }, ...[owner, ...others].flatMap(keptBy));
  await invitations(desk);
  await workstations(desk);
  await breakGlass(desk);
  await resets(desk);
  await imports(desk);
  await readings(desk);
  await app.instance.outbox.run();
  await app.instance.outbox.idle();
  const exchanges = desk.clients.flatMap((one) => one.exchanges);
  return { ...desk, exchanges, secrets: [...desk.secrets, ...mailed(app), ...carried(exchanges), ...keys(app)] };
}

/** A link that is replaced, one that is used, and what is typed behind it. */
async function firstOwner(desk: Pick<Desk, 'app' | 'secrets' | 'traces' | 'shown' | 'clients'>): Promise<void> {
  const paths: string[] = [];
  for (const _time of ['replaced', 'used']) {
    const { json, where } = await command(desk, ['setup-link']);
    const path = new URL(json.url).pathname;
    shows(desk, 'first-owner link', path.replace('/setup/', ''), where, path);
    paths.push(path);
  }
  const client = visitor(desk);
  const typed = { organization: 'Operator', name: 'Robin Sato', address: OWNER };
  for (const path of paths) await client.get(path);
  await client.post(paths[1] ?? '', { ...typed, password: REFUSED });
  await client.post(paths[1] ?? '', { ...typed, password: PASSWORD });
  await client.get(paths[1] ?? '');
  desk.secrets.push({ name: 'refused password', text: REFUSED }, { name: 'password', text: PASSWORD });
}

async function setUpOf({ app }: Pick<Desk, 'app'>, address: string) {
  const { client, answer } = await jsonPastPassword(app, address);
  const kept = await jsonSetUp(app, client, answer);
  app.clock.move(60_000);
  return kept;
}

async function invitations(desk: Desk): Promise<void> {
  const { app, riverside } = desk;
  const invite = async (address: string, name: string) => {
    const path = `/console/organizations/${riverside}/invite`;
    const done = await act(desk, path, { name, address, kind: 'provider', locale: 'en' });
    shows(desk, 'code for set-up', codeOn(done), whereOf(done));
    await app.instance.outbox.run();
    return linkIn((await app.mail.waitFor(address, /Riverside Clinic/)).text);
  };
  const join = await invite(BEN, 'Ben');
  const link = await invite(AMARA, 'Amara Nwosu');
  const invited = ['account', 'invite', 'dina@riverside.example', '--name', 'Dina Osei', '--org', riverside];
  const first = await command(desk, invited);
  shows(desk, 'code for set-up', first.json.code, first.where);
  const client = visitor(desk);
  await client.get(join);
  await client.get(link);
  await client.post(link, { password: REFUSED });
  await client.post(link, { password: CHOSEN });
  desk.secrets.push({ name: 'chosen password', text: CHOSEN });
  const id = await accountOf(app, AMARA);
  const done = await act(desk, `/console/people/${id}/code/${riverside}`);
  shows(desk, 'code for set-up', codeOn(done), whereOf(done));
  const last = await command(desk, ['account', 'invite', AMARA, '--org', riverside, '--new-code']);
  shows(desk, 'code for set-up', last.json.code, last.where);
  const program = await pastPassword(desk, AMARA, CHOSEN);
  await program.answer({ answer: 'proof', method: 'invitation-code', code: `${last.json.code}`.replace(/.$/, 'Q') });
  await program.answer({ answer: 'proof', method: 'invitation-code', code: last.json.code });
  await program.get(`/sign-in?attempt=${program.shown().attempt}`, 'html');
}

async function workstations(desk: Desk): Promise<void> {
  const done = await act(desk, `/console/organizations/${desk.riverside}/workstation`);
  const { json, where } = await command(desk, ['workstation', 'link', desk.riverside]);
  for (const [text, shownAt] of [[done.body, whereOf(done)] as const, [`${json.url}`, where] as const]) {
    const path = /\/workstation\/[\w-]{43}/.exec(text)?.[0] ?? '';
    shows(desk, 'workstation link', path.replace('/workstation/', ''), shownAt, path);
    const client = visitor(desk);
    await client.get(path);
    await client.post(path, { mark: 'yes' });
    await client.get('/sign-in');
  }
}

async function breakGlass(desk: Desk): Promise<void> {
  const sealed = (password: string, code: string, where: string) => {
    shows(desk, 'first half', password, where);
    shows(desk, 'second half', code, where);
  };
  const halvesOn = (done: Exchange) => [...done.body.matchAll(/class="strong break">([^<]+)/g)].map((one) => one[1]);
  const address = 'glass@operator.example';
  const made = await act(desk, '/console/break-glass/new', { name: 'Safe', address, days: '30' });
  const [password = '', code = ''] = halvesOn(made);
  sealed(password, code, whereOf(made));
  const words = ['break-glass', 'create', 'other@operator.example', '--name', 'Other safe'];
  const { json, where } = await command(desk, words);
  sealed(json.first.password, json.second.code, where);
  const renewed = await act(desk, `/console/break-glass/${json.accountId}/renew`, { days: '30' });
  const [newPassword = '', newCode = ''] = halvesOn(renewed);
  sealed(newPassword, newCode, whereOf(renewed));
  const again = await command(desk, ['break-glass', 'renew', 'other@operator.example']);
  sealed(again.json.first.password, again.json.second.code, again.where);
  const program = await pastPassword(desk, address, password);
  await program.answer({ answer: 'proof', method: 'break-glass-code', code: newCode });
  const done = await program.answer({ answer: 'proof', method: 'break-glass-code', code });
  if (JSON.parse(done.body).signedIn !== true) throw new Error(`not signed in by both halves: ${done.body}`);
  await program.get('/console', 'html');
}

/** One reset with every pass that it can have, and one that its owner stops. */
async function resets(desk: Desk): Promise<void> {
  const { app, owner } = desk;
  const opened = await act(desk, `/console/people/${await accountOf(app, BEN)}/reset`, { ...RECORD, holdHours: '' });
  const page = new URL(headerOf(opened, 'location') ?? '', app.url).pathname;
  const passOn = (done: Exchange) => /class="pass-code"[^>]*>\s*([^<\s]+)/.exec(done.body)?.[1] ?? '';
  for (const step of ['carry-out', 'pass']) {
    const done = await act(desk, `${page}/${step}`);
    shows(desk, 'one-time pass', passOn(done), whereOf(done));
  }
  const proof = () => [PASSWORD, nextAppCode(app, owner.secret)];
  const last = await command(desk, ['reset', 'carry-out', page.split('/').at(-1) ?? '', '--as', OWNER], proof());
  shows(desk, 'one-time pass', last.json.pass.code, last.where);
  const program = await pastPassword(desk, BEN, PASSWORD);
  await program.answer({ answer: 'proof', method: 'one-time-pass', code: desk.shown.at(-2)?.secret.text ?? '' });
  await program.answer({ answer: 'proof', method: 'one-time-pass', code: last.json.pass.code });
  await program.get(`/sign-in?attempt=${program.shown().attempt}`, 'html');

  const open = ['reset', 'open', CORA, '--reason', 'lost', '--ticket', 'T-2', '--call-back', '555', '--as', OWNER];
  await command(desk, open, proof());
  await app.instance.outbox.run();
  const stop = linkIn((await app.mail.waitFor(CORA, /Support was asked/)).text);
  const client = visitor(desk);
  await client.get(stop);
  await client.post(stop, {});
  await client.get(stop);
}

/** Files with good rows and bad ones, checked and imported; and somebody who comes with the password and app they had. */
async function imports(desk: Desk): Promise<void> {
  const { app, client, secrets } = desk;
  const { jobStore } = app.instance.storage;
  const report = jobStore.report.bind(jobStore);
  // What is stored while a job goes on is looked at from within it.
  jobStore.report = async (...told) => {
    const alive = await report(...told);
    const during = await databaseTraces(app);
    desk.traces.push(...during.map((trace) => ({ ...trace, where: `${trace.where}, during an import` })));
    return alive;
  };
  for (const { file, form, how } of given.FILES) {
    await client.get('/console/import');
    const started = await client.upload('/console/import', { form, how, organization: 'Lakeside Hospital' }, file);
    const path = new URL(headerOf(started, 'location') ?? '', app.url).pathname;
    const ended = async () => ((await app.instance.jobs.newest('import'))?.endedAt ?? null) !== null;
    await vi.waitUntil(ended, { timeout: 20_000 });
    await act(desk, path);
  }
  jobStore.report = report;
  await client.get('/console/import');
  const folder = app.instance.config.dataFolder;
  writeFileSync(join(folder, 'people.csv'), given.FOR_COMMAND);
  const words = ['import', join(folder, 'people.csv'), '--org', 'Lakeside Hospital'];
  await command(desk, [...words, '--report', join(folder, 'report.csv')], [], 1);
  desk.traces.push({ place: 'files', where: 'report of rows', text: readFileSync(join(folder, 'report.csv'), 'utf8') });
  secrets.push(...given.SECRETS);
  const program = await pastPassword(desk, given.ADDRESS, given.PASSWORD);
  const code = nextAppCode(app, given.APP);
  const done = await program.answer({ answer: 'proof', method: 'totp', code });
  if (!/recoveryCode|"signedIn":true/.test(done.body)) throw new Error(`the imported app does not count: ${done.body}`);
  const recoveryCode = JSON.parse(done.body).page?.views?.recoveryCode;
  const at = whereOf(done);
  if (typeof recoveryCode === 'string') shows(desk, 'recovery code', recoveryCode, at);
}

/** Looks at everything there is to be looked at afterwards, and takes away what can be taken. */
async function readings(desk: Desk): Promise<void> {
  const { app, client, riverside } = desk;
  const offboarded = await act(desk, `/console/people/${await accountOf(app, AMARA)}/offboard`, { from: 'everything' });
  const receipt = new URL(headerOf(offboarded, 'location') ?? '', app.url).pathname;
  const file = await act(desk, receipt);
  desk.traces.push({ place: 'files', where: 'receipt', text: file.body });
  for (const format of ['jsonl', 'csv', 'fhir']) await act(desk, '/console/audit/export', { format });
  const ids = await Promise.all([BEN, CORA, given.ADDRESS, AMARA].map((address) => accountOf(app, address)));
  const events = await app.instance.storage.auditReads.newest({}, 1_000);
  const pages = ['', '/people', '/resets', '/resets/alerts', '/break-glass', '/audit', '/coverage', '/import'];
  const own = ['', '/invitations', '/coverage'].map((page) => `/organizations/${riverside}${page}`);
  const about = [...ids.map((id) => `/people/${id}`), ...events.map(({ id }) => `/audit/events/${id}`)];
  for (const page of [...pages, ...own, ...about]) await client.get(`/console${page}`);
}

/** Sends a form of the console as it stands there. */
async function act({ client }: Desk, path: string, fields: Readonly<Record<string, string>> = {}): Promise<Exchange> {
  await client.get(path);
  const done = await client.post(path, fields);
  if (done.status >= 400) throw new Error(`${path} was answered ${done.status}: ${done.body}`);
  return done;
}

/** Runs a command, with all that it prints and logs. `fails`: the code that it ends with. */
async function command(
  { app, traces }: Pick<Desk, 'app' | 'traces'>,
  words: readonly string[],
  typed: readonly string[] = [],
  fails = 0,
) {
  const log = createTestLog();
  const { exit, out, err } = await runWords(
    app,
    [...words, '--json'],
    typed,
    createLog({ destination: log.stream, level: 'debug' }),
  );
  if (exit !== fails) throw new Error(`${words.join(' ')} ended with ${exit}: ${out}${err}`);
  const where = `vestibule ${words.join(' ')}, command ${traces.length}`;
  traces.push({ place: 'pages', where, text: out + err });
  traces.push(...log.lines().map((text) => ({ place: 'log', where, text }) as const));
  return { json: JSON.parse(out), where };
}

/** Notes a secret that is meant for one page or output, and with `path` for the pages below its own address. */
function shows(
  { secrets, shown }: Pick<Desk, 'secrets' | 'shown'>,
  name: string,
  text: string,
  where: string,
  path: string | null = null,
): void {
  const below = (trace: Trace) => path !== null && path !== '' && trace.where.includes(path);
  const secret: Secret = {
    name,
    text,
    meant: (trace) =>
      (trace.place === 'pages' && (trace.where === where || below(trace))) ||
      (trace.place === 'addresses' && below(trace)),
  };
  secrets.push(secret);
  shown.push({ secret, where });
}

function codeOn({ body }: Exchange): string {
  return /<code>([0-9A-Z-]+)<\/code>/.exec(body)?.[1] ?? '';
}

function visitor({ app, clients }: Pick<Desk, 'app' | 'clients'>, as: 'html' | 'json' = 'html'): RawClient {
  const client = rawClient(app.url, as);
  clients.push(client);
  return client;
}

async function pastPassword(desk: Desk, address: string, password: string): Promise<RawClient> {
  const program = visitor(desk, 'json');
  await program.get('/sign-in');
  await program.answer({ answer: 'identifier', address });
  await program.answer({ answer: 'password', password });
  return program;
}

/** What somebody set up keeps: nothing here ever shows it. */
function keptBy({ secret, recoveryCode }: Person): readonly Secret[] {
  return [
    { name: 'app secret', text: secret, bytes: base32Bytes(secret) },
    { name: 'recovery code', text: recoveryCode },
  ];
}
