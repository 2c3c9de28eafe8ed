import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAssets } from '../scripts/assets.ts';
import { buildServer, productPlan } from '../scripts/build.ts';
import { freePort } from '../test/harness/free-port.ts';
import { median, separation } from './auc.ts';
import { type Crowd, KINDS, type Kind } from './timing-crowd.ts';

// `npm run bench:timing [-- SAMPLES]`; see README.md.

/** An interval wholly outside of this fails; security.md V10 aims at the inner one. */
const BOUNDS = { low: 0.45, high: 0.55 };
const TARGET = { low: 0.48, high: 0.52 };
/** Fewer than the 30 that are compared in 24 hours, so that every post costs a hash. */
const TRIES_OF_ACCOUNT = 24;
const WARM_UP = 200;

const REQUESTS = ['address posted', 'password page', 'wrong password'] as const;
type Timed = (typeof REQUESTS)[number];

/** Milliseconds of each request, for each kind of address. */
type Times = Readonly<Record<Timed, Record<Kind, number[]>>>;

const samples = Number(process.argv[2] ?? 2_000);
const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let app: ChildProcess | null = null;
try {
  const port = await freePort();
  const started = await startApp(port);
  app = started.app;
  const times = await measure(port, started.crowd);
  process.exitCode = report(times) ? 0 : 1;
} finally {
  agent.destroy();
  app?.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The application of `timing-app.ts`, bundled as the product is. */
async function startApp(port: number): Promise<{ readonly app: ChildProcess; readonly crowd: Crowd }> {
  const outDir = join(import.meta.dirname, '../.vestibule/bench');
  const { external } = productPlan();
  const entry = join(import.meta.dirname, 'timing-app.ts');
  await buildServer({ entry, outDir, external });
  await buildAssets(join(outDir, 'assets'));
  console.log('Making accounts …');
  const accounts = Math.ceil((samples + WARM_UP / KINDS.length) / TRIES_OF_ACCOUNT);
  const env = { ...process.env, PORT: String(port), VESTIBULE_DATA: folder, BENCH_ACCOUNTS: String(accounts) };
  const child = fork(join(outDir, 'main.js'), { env });
  child.once('exit', (code) => {
    if (code !== null && code !== 0) throw new Error(`the application ended with ${code}`);
  });
  const [crowd] = (await once(child, 'message')) as [Crowd];
  return { app: child, crowd };
}

/** Every kind equally often, in random order, one after another. */
async function measure(port: number, crowd: Crowd): Promise<Times> {
  const blank = () => Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<Kind, number[]>;
  const times: Times = { 'address posted': blank(), 'password page': blank(), 'wrong password': blank() };
  const turns = shuffled(KINDS.flatMap((kind) => Array.from({ length: samples }, (_, turn) => ({ kind, turn }))));
  const warm = shuffled(KINDS.flatMap((kind) => Array.from({ length: WARM_UP / KINDS.length }, () => kind)));
  for (const [turn, kind] of warm.entries()) await visit(port, addressOf(crowd, kind, turn));
  for (const [done, { kind, turn }] of turns.entries()) {
    const took = await visit(port, addressOf(crowd, kind, turn));
    for (const name of REQUESTS) times[name][kind].push(took[name]);
    if ((done + 1) % Math.ceil(turns.length / 10) === 0) console.log(`${done + 1} of ${turns.length} visits`);
  }
  return times;
}

function addressOf(crowd: Crowd, kind: Kind, turn: number): string {
  const addresses = crowd[kind];
  return addresses[turn % addresses.length] ?? '';
}

/** Somebody new from somewhere else types an address and a wrong password. */
async function visit(port: number, address: string): Promise<Readonly<Record<Timed, number>>> {
  const source = `10.${byte()}.${byte()}.${byte()}`;
  const first = await timed(port, source, 'GET', '/sign-in', '');
  const cookie = (first.cookie ?? '').split(';')[0] ?? '';
  const csrf = /name="csrf" value="([^"]+)"/.exec(first.body)?.[1] ?? '';
  const post = (fields: Record<string, string>) =>
    timed(port, source, 'POST', '/sign-in', cookie, new URLSearchParams({ csrf, ...fields }).toString());
  const begun = await post({ answer: 'identifier', address });
  const attempt = /attempt=([\w-]+)/.exec(begun.location ?? '')?.[1] ?? '';
  const page = await timed(port, source, 'GET', `/sign-in?attempt=${attempt}`, cookie);
  const wrong = await post({ answer: 'password', password: 'wrong-horse-battery', attempt, version: '1' });
  if (begun.status !== 303 || page.status !== 200 || wrong.status !== 422) {
    throw new Error(`answered ${begun.status}, ${page.status}, ${wrong.status}`);
  }
  return { 'address posted': begun.ms, 'password page': page.ms, 'wrong password': wrong.ms };
}

/** A request and the milliseconds until its answer was there whole. */
function timed(port: number, source: string, method: string, path: string, cookie: string, body = '') {
  interface Answer {
    readonly ms: number;
    readonly status: number;
    readonly location: string | undefined;
    readonly cookie: string | undefined;
    readonly body: string;
  }
  const headers = {
    accept: 'text/html',
    'x-forwarded-for': source,
    cookie,
    ...(method === 'POST'
      ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }
      : {}),
  };
  return new Promise<Answer>((resolve, reject) => {
    const started = performance.now();
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          ms: performance.now() - started,
          status: answer.statusCode ?? 0,
          location: answer.headers.location,
          cookie: answer.headers['set-cookie']?.[0],
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Prints the figures. False: something can be told apart. */
function report(times: Times): boolean {
  const pairs = KINDS.flatMap((first, at) => KINDS.slice(at + 1).map((second) => [first, second] as const));
  const fine = REQUESTS.map((name) => {
    console.log(`\n${name}: median ms`);
    for (const kind of KINDS) console.log(`  ${kind.padEnd(10)} ${median(times[name][kind]).toFixed(2)}`);
    return pairs.map(([first, second]) => compare(first, second, times[name])).every((alike) => alike);
  }).every((alike) => alike);
  console.log(`\n${samples} visits of each kind. Target of each AUC: ${TARGET.low}–${TARGET.high}.`);
  console.log(`An interval wholly outside ${BOUNDS.low}–${BOUNDS.high} fails: ${fine ? 'none is' : 'there is one'}.`);
  return fine;
}

function compare(first: Kind, second: Kind, times: Readonly<Record<Kind, readonly number[]>>): boolean {
  const { auc, low, high } = separation(times[first], times[second]);
  const told = low > BOUNDS.high || high < BOUNDS.low;
  const missed = auc < TARGET.low || auc > TARGET.high ? 'outside the target' : '';
  const pair = `${first} or ${second}`.padEnd(22);
  const interval = `${low.toFixed(3)}–${high.toFixed(3)}`;
  console.log(`  ${pair} AUC ${auc.toFixed(3)}  95 % ${interval}  ${told ? 'CAN BE TOLD APART' : missed}`);
  return !told;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

function byte(): number {
  return Math.floor(Math.random() * 256);
}
