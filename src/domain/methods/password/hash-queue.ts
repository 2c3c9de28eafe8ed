/** Runs work after a while; tests move it by hand. */
export interface Timer {
  /** Calls `work` once after `delayMs`, unless the returned function was called before. */
  after(delayMs: number, work: () => void): () => void;
}

/** The machine's timer. Does not keep a process alive. */
export const systemTimer: Timer = {
  after(delayMs, work) {
    const handle = setTimeout(work, delayMs);
    handle.unref();
    return () => clearTimeout(handle);
  },
};

/** How much may run and wait. */
export interface HashQueueLimits {
  /** Jobs that run at once: as many as there are cores. */
  readonly atOnce: number;
  /** Jobs that may wait. */
  readonly waiting: number;
  /** Longest wait before a job is given up. */
  readonly maxWaitMs: number;
}

/** Either the work was done, or it was never begun. */
export type Queued<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'busy'; readonly retryAfterMs: number };

/** Admission control before the password hash, the dearest thing a stranger can ask for (security.md T8). */
export interface HashQueue {
  /**
   * Runs `work` when there is room. `owner`: at most one job of an owner is in the queue at a time; null: no owner.
   * A rejection of `work` is passed on.
   */
  run<T>(owner: string | null, work: () => Promise<T>): Promise<Queued<T>>;
}

/** What a turned away caller is told to wait: a full queue of 16 drains well within. */
const RETRY_AFTER_MS = 1_000;
const BUSY = { outcome: 'busy', retryAfterMs: RETRY_AFTER_MS } as const;

/** Makes a queue. First come, first served. */
export function createHashQueue(limits: HashQueueLimits, timer: Timer): HashQueue {
  let running = 0;
  const waiting = new Set<() => void>();
  const owners = new Set<string>();

  /** Resolves true when it is this job's turn, false when it has waited too long. */
  const turn = (): Promise<boolean> => {
    if (running < limits.atOnce) {
      running++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const begin = () => {
        cancel();
        waiting.delete(begin);
        running++;
        resolve(true);
      };
      const cancel = timer.after(limits.maxWaitMs, () => {
        waiting.delete(begin);
        resolve(false);
      });
      waiting.add(begin);
    });
  };

  const release = () => {
    running--;
    const [next] = waiting;
    next?.();
  };

  return {
    async run(owner, work) {
      if (owner !== null && owners.has(owner)) return BUSY;
      if (running >= limits.atOnce && waiting.size >= limits.waiting) return BUSY;
      if (owner !== null) owners.add(owner);
      try {
        if (!(await turn())) return BUSY;
        try {
          return { outcome: 'done', value: await work() };
        } finally {
          release();
        }
      } finally {
        if (owner !== null) owners.delete(owner);
      }
    },
  };
}
