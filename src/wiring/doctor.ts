import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLink } from '../domain/audit/run/chain.ts';
import { createHeadSigner } from '../domain/audit/run/heads.ts';
import { verifyTrail } from '../domain/audit/run/verify.ts';
import type { Check } from '../edges/cli/contract.ts';
import { createSmtpTransport } from '../edges/mail/transport.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { problemOfHashList } from '../platform/hash-list.ts';
import type { Result } from '../platform/kernel/result.ts';
import { DAY_MS, MINUTE_MS } from '../platform/kernel/time.ts';
import { loadKeyRing } from '../platform/key-ring.ts';
import type { KeyRing } from '../platform/keys.ts';
import { createSealing } from '../platform/sealing.ts';
import { openStorage, type Storage } from '../storage/open.ts';
import { KEYS_FACT, PASSKEY_DOMAIN_FACT, targetOf } from './open-storage.ts';

/** How many of the newest audit rows are verified; `audit verify` walks all. */
const ROWS_VERIFIED = 1_000;
/** Mail that waits longer does not get out. */
const MAIL_WAIT_MAX_MS = 15 * MINUTE_MS;
const NODE_MIN = 24;

/**
 * Looks at everything the service rests on: it opens what is there, makes nothing, migrates nothing. One thing that is
 * wrong keeps none of the others from being looked at, as far as they can be.
 */
export async function examine(config: Result<Config, readonly string[]>): Promise<readonly Check[]> {
  const node = checkNode(process.versions.node);
  if (!config.ok) return [node, ...config.error.map((sentence) => wrong('settings', sentence))];
  const keys = checkKeys(config.value);
  return [
    node,
    checkUrl(config.value),
    ...checkFiles(config.value),
    keys.check,
    await checkMailServer(config.value),
    ...(await checkBreachedPasswords(config.value)),
    ...(await checkDatabase(config.value, keys.ring)),
  ];
}

function checkNode(version: string): Check {
  const enough = Number.parseInt(version, 10) >= NODE_MIN;
  return enough ? fine('Node.js', version) : wrong('Node.js', `${version}: version ${NODE_MIN} or later is needed`);
}

function checkUrl({ url, trustedProxies, host }: Config): Check {
  if (!url.secure) return note('public address', `${url.origin}: plain http, for trying it out on this machine only`);
  const behind = trustedProxies.length > 0 || host === '127.0.0.1' || host === '::1';
  if (behind && trustedProxies.length === 0) {
    return note(
      'public address',
      `${url.origin}: VESTIBULE_TRUSTED_PROXIES is empty, so tries of all people count as one source`,
    );
  }
  return fine('public address', url.origin);
}

/** Keys and database are for this user alone. */
function checkFiles(config: Config): readonly Check[] {
  const { sqlitePath } = targetOf(config);
  const paths = [config.dataFolder, join(config.dataFolder, 'keys.json'), ...(sqlitePath === null ? [] : [sqlitePath])];
  return paths.map((path) => {
    if (!existsSync(path)) return wrong(`file ${path}`, 'is not there');
    const mode = statSync(path).mode & 0o777;
    const octal = mode.toString(8);
    return (mode & 0o077) === 0
      ? fine(`file ${path}`, octal)
      : wrong(`file ${path}`, `${octal}: others can read it or write to it; chmod go= it`);
  });
}

function checkKeys({ dataFolder }: Config): { readonly ring: KeyRing | null; readonly check: Check } {
  try {
    const ring = loadKeyRing(dataFolder, { create: false });
    return { ring, check: fine('keys', `newest ${ring.keyId}`) };
  } catch (error) {
    return { ring: null, check: wrong('keys', sentenceOf(error)) };
  }
}

async function checkMailServer({ smtp, mailFrom }: Config): Promise<Check> {
  if (smtp === null) return wrong('mail server', 'VESTIBULE_SMTP is not set: no mail is handed over');
  const problem = await createSmtpTransport({ url: smtp, from: mailFrom }).check();
  return problem === null ? fine('mail server', 'answers and lets us in') : wrong('mail server', `failed: ${problem}`);
}

/** Sampled all over, because nobody reads so many gigabytes. */
async function checkBreachedPasswords({ breachedPasswords: path }: Config): Promise<readonly Check[]> {
  if (path === null) return [];
  const problem = await problemOfHashList(path);
  const what = 'breached passwords';
  return [problem === null ? fine(what, `${path}: readable and sorted`) : wrong(what, `${path}: ${problem}`)];
}

async function checkDatabase(config: Config, keys: KeyRing | null): Promise<readonly Check[]> {
  const { url, sqlitePath } = targetOf(config);
  // Opening SQLite would make the file.
  if (sqlitePath !== null && !existsSync(sqlitePath)) return [wrong('database', `there is no ${sqlitePath}`)];
  let storage: Storage | null = null;
  try {
    // Nothing is sealed or opened here; without keys nothing could be.
    const sealing = keys === null ? NO_SEALING : createSealing(keys);
    storage = await openStorage(url, { sealing });
    await storage.ping();
    const checks = [fine('database', `${storage.engine}, answers`), await checkSchema(storage)];
    if (checks.some(({ state }) => state === 'wrong')) return checks;
    return [...checks, ...(await checkContents(config, storage, keys))];
  } catch (error) {
    return [wrong('database', sentenceOf(error))];
  } finally {
    await storage?.close();
  }
}

async function checkSchema(storage: Storage): Promise<Check> {
  const { applied, pending, unknown } = await storage.schema();
  if (unknown.length > 0) return wrong('schema', `made by a newer version: ${unknown.join(', ')}`);
  if (pending.length > 0) return wrong('schema', `behind: ${pending.join(', ')}; run vestibule migrate`);
  return fine('schema', `up to date, ${applied.at(-1) ?? 'empty'}`);
}

async function checkContents(config: Config, storage: Storage, keys: KeyRing | null): Promise<readonly Check[]> {
  const settings = await storage.check();
  return [
    ...settings.map(({ name, found, wanted, ok }) => (ok ? fine(name, found) : wrong(name, `${found}, not ${wanted}`))),
    await checkFact(storage, KEYS_FACT, 'keys fit the database', keys?.fingerprint ?? null),
    await checkFact(storage, PASSKEY_DOMAIN_FACT, 'passkey domain', config.passkeyDomain),
    await checkClock(storage),
    await checkMail(storage),
    ...(keys === null ? [] : [await checkTrail(storage, keys)]),
  ];
}

async function checkFact(storage: Storage, name: string, what: string, ours: string | null): Promise<Check> {
  const known = await storage.installation.get(name);
  if (known === null) return note(what, 'nothing was recorded yet: it has never been served');
  return known === ours
    ? fine(what, known)
    : wrong(what, `the database knows ${known}, this node has ${ours ?? 'none'}`);
}

/** Codes and passes live by the clock. What was recorded earlier cannot be from the future. */
async function checkClock(storage: Storage): Promise<Check> {
  const now = systemClock.now();
  const [newest] = await storage.auditReads.newest({}, 1);
  const ahead = (newest?.at ?? 0) - now;
  if (ahead <= MINUTE_MS) return fine('clock', new Date(now).toISOString());
  return wrong(
    'clock',
    `${new Date(now).toISOString()}, but something was recorded ${Math.round(ahead / 1000)} s later`,
  );
}

async function checkMail(storage: Storage): Promise<Check> {
  const now = systemClock.now();
  const { waiting, oldestAt, failed } = await storage.outbox.state(now - DAY_MS);
  const found = `${waiting} waiting, ${failed} failed in the last day`;
  if (oldestAt !== null && now - oldestAt > MAIL_WAIT_MAX_MS) {
    return wrong('mail', `${found}; the oldest since ${new Date(oldestAt).toISOString()}`);
  }
  return failed > 0 ? note('mail', found) : fine('mail', found);
}

async function checkTrail(storage: Storage, keys: KeyRing): Promise<Check> {
  const head = await storage.seals.head();
  const from = Math.max(0, (head?.seal.seq ?? 0) - ROWS_VERIFIED);
  const signer = createHeadSigner(keys);
  const deps = { store: storage.seals, heads: storage.heads, signer, link: createLink(keys), clock: systemClock };
  const { checked, findings, findingCount } = await verifyTrail(deps, { from });
  if (findingCount === 0) return fine('audit trail', `the newest ${checked} rows are whole`);
  const waiting = findings.every(({ kind }) => kind === 'unsealed');
  return waiting
    ? note('audit trail', `${findingCount} rows wait for their place: is a node serving?`)
    : wrong('audit trail', `${findingCount} findings: run vestibule audit verify`);
}

const NO_SEALING = {
  seal: () => {
    throw new Error('sealing without keys');
  },
  open: () => {
    throw new Error('opening without keys');
  },
};

function fine(what: string, found: string): Check {
  return { what, state: 'fine', found };
}

function note(what: string, found: string): Check {
  return { what, state: 'note', found };
}

function wrong(what: string, found: string): Check {
  return { what, state: 'wrong', found };
}

/** Drivers name hosts and files, never passwords. */
function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'does not answer';
}
