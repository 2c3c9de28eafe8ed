import type { Clock } from '../../../platform/clock.ts';
import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { Job, JobKind, JobStore } from './ports.ts';

/** A job that was not heard of for so long is not done by anybody any more. */
const SILENCE_MS = MINUTE_MS;
const PARTS_PAGE = 100;

/** How a job stands. `broken`: it was cut short, and can be begun again. */
export type JobState = 'running' | 'done' | 'broken';

/** Notes how far a job is, from 0 to 1, with a line to keep. Throws when the job is to end. */
export type Report = (share: number, body?: string) => Promise<void>;

/** Work that outlasts a request. */
export interface Jobs {
  /** Begins it and does not wait. What it returns is kept as JSON. */
  start(kind: JobKind, by: string, work: (report: Report) => Promise<unknown>): Promise<Result<string, 'running'>>;
  byId(id: string): Promise<Job | null>;
  newest(kind: JobKind): Promise<Job | null>;
  /** What it told on its way, in order. */
  told(id: string): AsyncIterable<string>;
  /** Tells all to end, and waits until they have. */
  stop(): Promise<void>;
}

/** What it needs from outside. */
export interface JobsDeps {
  readonly jobStore: JobStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly onTrouble: (kind: JobKind, error: unknown) => void;
}

/** The jobs of one node. */
export function createJobs(deps: JobsDeps): Jobs {
  const { jobStore, clock } = deps;
  const going = new Set<Promise<void>>();
  let stopping = false;

  async function carryOut(id: string, kind: JobKind, work: (report: Report) => Promise<unknown>): Promise<void> {
    let seq = 0;
    const report: Report = async (share, body) => {
      const perMille = Math.round(1000 * Math.min(1, Math.max(0, share)));
      const part = body === undefined ? null : { seq: ++seq, body };
      const alive = await jobStore.report(id, clock.now(), perMille, part);
      if (stopping || !alive) throw new Cut();
    };
    try {
      const result = await work(report);
      await jobStore.end(id, clock.now(), JSON.stringify(result));
    } catch (error) {
      if (!(error instanceof Cut)) deps.onTrouble(kind, error);
      await jobStore.end(id, clock.now(), null);
    }
  }

  return {
    async start(kind, by, work) {
      const now = clock.now();
      const id = newId<string>(deps.random);
      const times = { startedAt: now, seenAt: now, endedAt: null };
      const job = { id, kind, startedBy: by, ...times, perMille: 0, result: null };
      if (!(await jobStore.insert(job, now - SILENCE_MS))) return refused('running');
      const running = carryOut(id, kind, work)
        .catch((error: unknown) => deps.onTrouble(kind, error))
        .finally(() => going.delete(running));
      going.add(running);
      return ok(id);
    },
    byId: (id) => jobStore.byId(id),
    newest: (kind) => jobStore.newest(kind),
    told: (id) => told(jobStore, id),
    async stop() {
      stopping = true;
      await Promise.all(going);
    },
  };
}

/** How a job stands at `now`. */
export function stateOf(job: Job, now: EpochMs): JobState {
  if (job.endedAt !== null) return job.result === null ? 'broken' : 'done';
  return now - job.seenAt < SILENCE_MS ? 'running' : 'broken';
}

async function* told(store: JobStore, id: string): AsyncIterable<string> {
  let after = 0;
  for (;;) {
    const page = await store.parts(id, after, PARTS_PAGE);
    for (const { seq, body } of page) {
      yield body;
      after = seq;
    }
    if (page.length < PARTS_PAGE) return;
  }
}

/** Thrown into a job that is to end. */
class Cut extends Error {
  override readonly name = 'Cut';
}
