import type { LaneName } from '../../throttling/decide/known.ts';

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

/** Whose work it is, and how urgent. */
export interface HashJob {
  /** At most one job of an owner and lane is in the queue at a time; null: no owner. An unknown address owns as an account does. */
  readonly owner: string | null;
  /** Whoever is known, or has proved something, goes before strangers. */
  readonly lane: LaneName;
}

/** Admission control before the password hash, the dearest thing a stranger can ask for (security.md T8). */
export interface HashQueue {
  /** Runs `work` when there is room. A rejection of `work` is passed on. */
  run<T>(job: HashJob, work: () => Promise<T>): Promise<Queued<T>>;
}

/** What a turned away caller is told to wait: a full queue of 16 drains well within. */
const RETRY_AFTER_MS = 1_000;
const BUSY = { outcome: 'busy', retryAfterMs: RETRY_AFTER_MS } as const;
/** While both lanes wait, so many of the known one begin for each of the unknown one: neither starves. */
const KNOWN_TURNS = 4;

/** A job that waits: told once whether its turn came. */
type Waiter = (outcome: 'begin' | 'give-up') => void;

/** Makes a queue. Each lane is first come, first served; a full queue turns its last stranger away for somebody known. */
export function createHashQueue(limits: HashQueueLimits, timer: Timer): HashQueue {
  let running = 0;
  const waiting = new WaitingRoom();
  const owners = new Set<string>();

  /** Resolves true when it is this job's turn, false when it has waited too long or lost its place. */
  const turn = (lane: LaneName): Promise<boolean> => {
    if (running < limits.atOnce) {
      running++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const settle: Waiter = (outcome) => {
        cancel();
        waiting.leave(lane, settle);
        if (outcome === 'begin') running++;
        resolve(outcome === 'begin');
      };
      const cancel = timer.after(limits.maxWaitMs, () => settle('give-up'));
      waiting.enter(lane, settle);
    });
  };

  /** Whether there is room for one more, if need be in a stranger's place. */
  const hasRoom = (lane: LaneName): boolean => {
    if (running < limits.atOnce || waiting.size < limits.waiting) return true;
    const stranger = lane === 'known' ? waiting.lastStranger() : undefined;
    stranger?.('give-up');
    return stranger !== undefined;
  };

  return {
    async run({ owner, lane }, work) {
      // A place for each lane: a stranger who guesses at an account must not keep its owner's browser waiting.
      const place = owner === null ? null : `${lane}:${owner}`;
      if (place !== null && owners.has(place)) return BUSY;
      if (!hasRoom(lane)) return BUSY;
      if (place !== null) owners.add(place);
      try {
        if (!(await turn(lane))) return BUSY;
        try {
          return { outcome: 'done', value: await work() };
        } finally {
          running--;
          waiting.next()?.('begin');
        }
      } finally {
        if (place !== null) owners.delete(place);
      }
    },
  };
}

/** Jobs that wait, by lane, and whose turn is next. */
class WaitingRoom {
  private readonly lanes: Readonly<Record<LaneName, Set<Waiter>>> = { known: new Set(), unknown: new Set() };
  /** Known jobs that began since a stranger's did, while one waited. */
  private knownTurns = 0;

  get size(): number {
    return this.lanes.known.size + this.lanes.unknown.size;
  }

  enter(lane: LaneName, waiter: Waiter): void {
    this.lanes[lane].add(waiter);
  }

  leave(lane: LaneName, waiter: Waiter): void {
    this.lanes[lane].delete(waiter);
  }

  next(): Waiter | undefined {
    const [known] = this.lanes.known;
    const [unknown] = this.lanes.unknown;
    if (known === undefined || (unknown !== undefined && this.knownTurns >= KNOWN_TURNS)) {
      this.knownTurns = 0;
      return unknown;
    }
    this.knownTurns = unknown === undefined ? 0 : this.knownTurns + 1;
    return known;
  }

  lastStranger(): Waiter | undefined {
    return [...this.lanes.unknown].at(-1);
  }
}
