import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Connection } from '../load/connection.ts';
import { pause } from '../load/crowd.ts';

/** A server in a process of its own. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to its first answer, in ms. */
  readonly startedInMs: number;
  /** What it said when it was ready; undefined where an answer showed that. */
  readonly first: unknown;
  /** Sends a message to a process that listens for them. */
  tell(message: unknown): void;
  /** The next message that it sends. */
  told(): Promise<unknown>;
  stop(): Promise<void>;
}

/** What to start, and which GET shows that it serves; null: it says so itself, by a first message. */
export interface Launch {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly probe: string | null;
}

/** Nothing that was started outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const START_LIMIT_MS = 60_000;
const PROBE_PAUSE_MS = 5;

/** Starts a server under this Node and waits for its first answer. Throws with its own words when it ends before. */
export async function launch({ name, args, env, port, probe }: Launch): Promise<Server> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-4_000);
    });
  }
  running.add(child);
  const ended = once(child, 'exit').then(() => {
    running.delete(child);
  });
  const fail = ended.then(() => {
    throw new Error(`${name} ended:\n${words}`);
  });
  fail.catch(() => {});
  const ready = probe === null ? once(child, 'message') : answers(port, probe).then(() => []);
  const [first] = await Promise.race([fail, ready]);
  return {
    name,
    port,
    pid: child.pid ?? 0,
    startedInMs: performance.now() - started,
    first,
    tell: (message) => child.send(message as object),
    told: async () => (await Promise.race([fail, once(child, 'message')]))[0],
    stop: () => stop(child, ended),
  };
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

async function answers(port: number, path: string): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  while (performance.now() < giveUpAt) {
    const connection = new Connection(port);
    try {
      const { status } = await connection.request('GET', path, '');
      if (status < 500) return;
    } catch {
      // Nobody listens yet.
    } finally {
      connection.close();
    }
    await pause(PROBE_PAUSE_MS);
  }
  throw new Error(`nothing answers on port ${port}`);
}

const TICKS_PER_SECOND = 100;

/** Processor time that a process has used so far, of all its threads, in ms. Read from /proc in steps of 10 ms; NaN elsewhere. */
export function cpuMs(pid: number): number {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return Number.NaN;
  // The name in parentheses may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in MB of 10⁶ bytes (resident set); NaN where /proc does not tell. */
export function residentMb(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
  return kib === undefined ? Number.NaN : (Number(kib) * 1_024) / 1_000_000;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
