import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer } from '../../test/harness/mail-server.ts';
import { movedClock } from '../../test/harness/moved-clock.ts';
import { appCode } from '../../test/harness/totp.ts';
import type { TotpBindView } from '../domain/methods/totp/view.ts';
import type { Answer, Page } from '../domain/sign-in/run/page.ts';
import { runProgram } from '../edges/cli/program.ts';
import { seedDemo } from '../edges/demo/seed.ts';
import { readConfig } from '../platform/config.ts';
import { MINUTE_MS } from '../platform/kernel/time.ts';
import { createLog } from '../platform/log.ts';
import { newToken, systemRandom } from '../platform/random.ts';
import { commandServices } from './command-line.ts';
import { type Instance, openInstance } from './instance.ts';
import type { Outside } from './outside.ts';

const AMARA = 'amara@riverside.example';
const SUPPORT = 'support@vestibule.example';
const PASSWORD = 'correct-horse-support';

let folder: string;
let mail: MailServer;
let env: Record<string, string>;
let clock: ReturnType<typeof movedClock>;
let outside: Outside;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-cli-'));
  mail = await startMailServer();
  env = { VESTIBULE_URL: 'http://localhost:4000', VESTIBULE_DATA: join(folder, 'data'), VESTIBULE_SMTP: mail.url };
  clock = movedClock();
  outside = { clock, random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
});

afterEach(async () => {
  await mail.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('reset by command line', () => {
  it('acts as a person proved by password and app code, and mails the owner a link that stops it', async () => {
    const agent = await withDemo((instance) => setUpApp(instance, SUPPORT, PASSWORD));
    const opened = await reset(agent, `open ${AMARA}`);
    expect(opened).toMatchObject({ needsApproval: false, carriedOutAt: null });
    expect((await mail.waitFor(AMARA, /asked to reset/)).text).toContain('http://localhost:4000/stop/');
    const first = await reset(agent, `carry-out ${opened.case}`);
    const second = await reset(agent, `carry-out ${opened.case}`);
    expect(first.pass).toMatchObject({ left: 2 });
    expect(second.pass).toMatchObject({ left: 1 });
    expect(second.pass.code).not.toBe(first.pass.code);
    expect((await mail.waitFor(AMARA, /was reset by support/)).text).toContain('/stop/');
    expect(await refusal(agent, `cancel ${opened.case}`)).toBe('already-carried-out');
    const listed = JSON.parse((await run('audit list --event reset.opened --json')).out);
    expect(listed).toMatchObject([{ name: 'reset.opened', actor: agent.accountId, details: { caseId: opened.case } }]);
    expect(JSON.parse(listed[0].opened.text)).toMatchObject({ ticket: 'T-1', checklist: ['identity-confirmed'] });
  });

  it('is refused without the right password and code, for oneself, and for an unknown case', async () => {
    const agent = await withDemo((instance) => setUpApp(instance, SUPPORT, PASSWORD));
    expect(await refusal({ ...agent, password: 'wrong-horse-support' }, `open ${AMARA}`)).toBe('password-wrong');
    expect(await refusal({ ...agent, key: 'ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567' }, `open ${AMARA}`)).toBe(
      'code-wrong',
    );
    expect(await refusal(agent, `open ${SUPPORT}`)).toBe('own-account');
    expect(await refusal(agent, 'approve unknown')).toBe('case-unknown');
    const amara = await withDemo((instance) => setUpApp(instance, AMARA, 'correct-horse-riverside'));
    expect(await refusal(amara, 'open ben@riverside.example')).toBe('not-an-operator');
  });

  it('is refused to an operator whose set-up is not finished', async () => {
    await withDemo(async () => undefined);
    const nobody = { address: SUPPORT, password: PASSWORD, key: 'ABCD', accountId: '' };
    expect(await refusal(nobody, `open ${AMARA}`)).toBe('set-up-unfinished');
  });

  it('is wrong usage without a call-back', async () => {
    const { exit } = await run(`reset open ${AMARA} --as ${SUPPORT} --reason a --ticket b`);
    expect(exit).toBe(2);
  });
});

describe('audit by command line', () => {
  it('verifies the whole trail and prints its head, which shows later that nothing was cut off', async () => {
    await withDemo(async () => undefined);
    const whole = await run('audit verify');
    expect(whole.exit).toBe(0);
    const head = /Head: (\S+)/.exec(whole.out)?.[1];
    expect((await run(`audit verify --head ${head}`)).exit).toBe(0);
    sqlite((db) => db.exec('delete from audit_seals where seq = (select max(seq) from audit_seals)'));
    sqlite((db) => db.exec('delete from audit_events where id not in (select event_id from audit_seals)'));
    expect((await run('audit verify')).exit).toBe(0);
    const cut = await run(`audit verify --head ${head} --json`);
    expect(cut.exit).toBe(1);
    expect(JSON.parse(cut.out).refused).toMatchObject({
      reason: 'trail-changed',
      findings: [{ kind: 'head-missing' }],
    });
  });

  it('names a changed row', async () => {
    await withDemo(async () => undefined);
    await run('audit verify');
    sqlite((db) => db.exec(`update audit_events set actor = 'nobody' where name = 'mfa.granted'`));
    const changed = await run('audit verify');
    expect(changed).toMatchObject({ exit: 1 });
    expect(changed.err).toContain('changed');
  });

  it('exports one JSON line for each sealed row, oldest first', async () => {
    await withDemo(async () => undefined);
    const { head } = JSON.parse((await run('audit verify --json')).out);
    const rows = (await run('audit export')).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: head.seq }, (_, index) => index + 1));
    expect(rows.at(-1).link).toBe(head.link);
    expect(rows[0]).toMatchObject({ actor: 'system', at: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  it('lists about one account only', async () => {
    await withDemo(async () => undefined);
    const listed = JSON.parse((await run(`audit list --account ${AMARA} --json`)).out);
    const names = new Set(listed.map(({ accountId }: { accountId: string }) => accountId));
    expect(names.size).toBe(1);
    expect((await run('audit list --event nothing.such')).exit).toBe(2);
  });
});

describe('backup by command line', () => {
  it('copies the database while another process has it open, and is recorded', async () => {
    const copy = join(folder, 'copy.sqlite');
    await withDemo(async () => {
      expect((await run(`backup ${copy}`)).exit).toBe(0);
    });
    expect(statSync(copy).mode & 0o077).toBe(0);
    const restored = { ...env, VESTIBULE_DATABASE: `sqlite:${copy}` };
    const shown = await run(`account show ${AMARA} --json`, [], restored);
    expect(shown.exit).toBe(0);
    expect((await run('audit list --event backup.made --json')).out).toContain('backup.made');
  });

  it('replaces no file and makes no folder', async () => {
    await withDemo(async () => undefined);
    const existing = join(folder, 'data', 'keys.json');
    const before = readFileSync(existing);
    expect((await run(`backup ${existing}`)).exit).toBe(1);
    expect(readFileSync(existing)).toEqual(before);
    expect((await run(`backup ${join(folder, 'none', 'copy.sqlite')}`)).exit).toBe(1);
  });
});

describe('doctor', () => {
  it('finds nothing wrong with a fresh instance', async () => {
    await withDemo(async () => undefined);
    await run('audit verify');
    const { exit, out } = await run('doctor');
    expect(out).toContain('Nothing is wrong.');
    expect(exit).toBe(0);
    for (const what of ['Node.js', 'keys', 'mail server', 'schema', 'clock', 'audit trail'])
      expect(out).toContain(what);
  });

  it('makes nothing where there is nothing', async () => {
    const { exit, out } = await run('doctor --json');
    expect(exit).toBe(1);
    expect(wrongIn(out)).toContain('database');
    expect(() => statSync(join(folder, 'data'))).toThrow();
  });

  it.each<[string, string, () => void]>([
    ['keys that are gone', 'keys', () => rmSync(dataFile('keys.json'))],
    ['keys that others can read', 'keys.json', () => chmodSync(dataFile('keys.json'), 0o644)],
    ['a data folder that others can read', 'data', () => chmodSync(dataFile(''), 0o755)],
    ['keys of another instance', 'keys fit the database', () => replaceKeys()],
    ['a changed row', 'audit trail', () => sqlite((db) => db.exec(`update audit_events set actor = 'nobody'`))],
    [
      'a database of a newer version',
      'schema',
      () => sqlite((db) => db.exec(`update schema_migrations set name = '9999' where name like '0001-%'`)),
    ],
    ['mail that does not get out', 'mail', () => sqlite(plantOldMail)],
    ['a clock that went back', 'clock', () => sqlite((db) => db.exec('update audit_events set at = at + 600000'))],
    ['a file that is no database', 'database', () => renameSync(dataFile('keys.json'), dataFile('vestibule.sqlite'))],
  ])('finds %s', async (_title, what, spoil) => {
    await withDemo(async () => undefined);
    await run('audit verify');
    spoil();
    const { exit, out } = await run('doctor --json');
    expect(exit).toBe(1);
    expect(wrongIn(out).some((name) => name === what || name.endsWith(`/${what}`))).toBe(true);
  });

  it('finds a mail server that does not answer, and wrong settings', async () => {
    await withDemo(async () => undefined);
    const unreachable = await run('doctor --json', [], { ...env, VESTIBULE_SMTP: 'smtp://127.0.0.1:1' });
    expect(wrongIn(unreachable.out)).toEqual(['mail server']);
    const missing = await run('doctor --json', [], { VESTIBULE_DATA: folder });
    expect(wrongIn(missing.out)).toEqual(['settings']);
    const domain = await run('doctor --json', [], { ...env, VESTIBULE_URL: 'http://other.localhost:4000' });
    expect(wrongIn(domain.out)).toEqual(['passkey domain']);
  });
});

interface Agent {
  readonly address: string;
  readonly password: string;
  readonly key: string;
  readonly accountId: string;
}

async function run(line: string, secrets: readonly string[] = [], settings = env) {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async () => secrets,
  };
  const exit = await runProgram(line.split(' '), commandServices(settings, io, outside), io, '0.0.0');
  return { exit, out, err };
}

/** Runs a reset command as an agent, in a time step of its own. */
async function runReset(agent: Agent, line: string) {
  clock.move(MINUTE_MS);
  const record = line.startsWith('open ')
    ? ' --reason lost --ticket T-1 --call-back 555 --checked identity-confirmed'
    : '';
  const code = appCode(agent.key, clock.now());
  return run(`reset ${line} --as ${agent.address}${record} --json`, [agent.password, code]);
}

async function reset(agent: Agent, line: string) {
  const { exit, out, err } = await runReset(agent, line);
  if (exit !== 0) throw new Error(`exit ${exit}: ${out}${err}`);
  return JSON.parse(out);
}

async function refusal(agent: Agent, line: string): Promise<string> {
  const { exit, out } = await runReset(agent, line);
  expect(exit).toBe(1);
  return JSON.parse(out).refused.reason;
}

/** Opens an instance with the demo's people and lets go of it again. */
async function withDemo<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
  const config = readConfig(env);
  if (!config.ok) throw new Error(config.error.join());
  const instance = await openInstance(config.value, outside);
  try {
    await seedDemo(instance);
    return await work(instance);
  } finally {
    await instance.close();
  }
}

/** Sets up an authenticator app as its owner would. */
async function setUpApp({ signIn, storage }: Instance, address: string, password: string): Promise<Agent> {
  const visitor = {
    source: '203.0.113.7',
    userAgent: '',
    locale: 'en' as const,
    browserToken: newToken(systemRandom),
    deviceToken: null,
    sessionToken: null,
    platformAuthenticator: false,
  };
  let page: Page = (await signIn.begin(address, visitor)).page;
  const answer = async (given: Answer) => {
    const { attempt } = page;
    page = (await signIn.answer(attempt?.id ?? '', attempt?.version ?? 0, given, visitor)).page;
  };
  await answer({ kind: 'password', password });
  const { binding } = page.views;
  if (binding === null) throw new Error(`nothing to bind at ${page.step.kind}`);
  const { key } = binding.view as TotpBindView;
  await answer({ kind: 'bind', method: 'totp', fields: { code: appCode(key, clock.now()) } });
  await answer({ kind: 'recovery-code-saved', saved: true });
  expect(page.step.kind).toBe('complete');
  const accountId = (await storage.signInReads.accountIdByAddress(address)) ?? '';
  return { address, password, key, accountId };
}

function wrongIn(out: string): readonly string[] {
  const { checks } = JSON.parse(out).refused as { checks: { what: string; state: string }[] };
  return checks.filter(({ state }) => state === 'wrong').map(({ what }) => what);
}

function dataFile(name: string): string {
  return join(folder, 'data', name);
}

function replaceKeys(): void {
  const file = JSON.parse(readFileSync(dataFile('keys.json'), 'utf8'));
  file.keys[0].key = Buffer.alloc(32, 9).toString('base64url');
  rmSync(dataFile('keys.json'));
  writeFileSync(dataFile('keys.json'), JSON.stringify(file), { mode: 0o600 });
}

function sqlite(work: (db: Database.Database) => void): void {
  const db = new Database(dataFile('vestibule.sqlite'));
  try {
    work(db);
  } finally {
    db.close();
  }
}

function plantOldMail(db: Database.Database): void {
  db.exec(
    `insert into outbox (id, kind, tries, created_at, next_try_at) values ('old', 'reset-cancelled', 3, 1, ${Number.MAX_SAFE_INTEGER})`,
  );
}
