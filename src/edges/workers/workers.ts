import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/kernel/time.ts';

/** What happens without a request. */
export interface Jobs {
  /** Chains committed audit rows; within a second, so that sign-ins never wait for one another. */
  readonly seal: () => Promise<unknown>;
  /** Signs the head of the trail when it is due, and hands it out. */
  readonly signHeads: () => Promise<unknown>;
  /** Counts sign-ins out of what was sealed. */
  readonly countSignIns: () => Promise<unknown>;
  /** Counts how far MFA reaches in all organizations, when it is time. */
  readonly countCoverage: () => Promise<unknown>;
  /** Hands over mail that is due: what a crash or a slow server left behind. */
  readonly handOver: () => Promise<unknown>;
  /** Tells applications that sessions ended. */
  readonly logOut: () => Promise<unknown>;
  /** Looks at sign-ins after support resets. */
  readonly watchResets: () => Promise<unknown>;
  /** Deletes what no longer matters. */
  readonly sweep: () => Promise<unknown>;
}

/** Running workers. */
export interface Workers {
  /** Lets a running job end, and starts no other. */
  stop(): Promise<void>;
}

/** How long each rests between two runs, in ms. */
const RESTS_MS: Readonly<Record<keyof Jobs, number>> = {
  seal: SECOND_MS / 2,
  signHeads: MINUTE_MS,
  // Nobody looks at counts by the second; an idle look is two indexed reads.
  countSignIns: 5 * SECOND_MS,
  countCoverage: MINUTE_MS,
  // What a command put into the outbox waits for this; an idle look is one indexed read.
  handOver: 2 * SECOND_MS,
  logOut: SECOND_MS,
  watchResets: MINUTE_MS,
  sweep: 10 * MINUTE_MS,
};

/** Nodes that were started together must not work in step for ever. */
const JITTER = 0.2;

/** After an error a job rests longer each time, up to this. */
const LONGEST_REST_MS = HOUR_MS;

/**
 * Starts the workers of this process. `chance` gives a number from 0 to 1 for the length of each rest. An error is told to
 * `onError` and never ends a worker.
 */
export function startWorkers(
  jobs: Jobs,
  chance: () => number,
  onError: (job: keyof Jobs, error: unknown) => void,
): Workers {
  const running = (Object.keys(RESTS_MS) as readonly (keyof Jobs)[]).map((name) =>
    startWorker(name, jobs[name], chance, onError),
  );
  return {
    async stop() {
      await Promise.all(running.map((worker) => worker.stop()));
    },
  };
}

function startWorker(
  name: keyof Jobs,
  job: () => Promise<unknown>,
  chance: () => number,
  onError: (job: keyof Jobs, error: unknown) => void,
): Workers {
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> = Promise.resolve();
  let stopped = false;
  let failures = 0;

  async function run(): Promise<void> {
    try {
      await job();
      failures = 0;
    } catch (error) {
      failures += 1;
      onError(name, error);
    }
    rest();
  }

  function rest(): void {
    if (stopped) return;
    const spread = 1 - JITTER / 2 + JITTER * chance();
    const restMs = Math.min(RESTS_MS[name] * 2 ** failures, LONGEST_REST_MS) * spread;
    timer = setTimeout(() => {
      current = run();
    }, restMs);
    timer.unref();
  }

  rest();
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await current;
    },
  };
}
