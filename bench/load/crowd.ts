import { Connection } from './connection.ts';

/** What became of one operation: done, or refused and to be tried again after a while, in ms. */
export type Done = { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly retryAfterMs: number };

/** What one of many clients does again and again, on a connection of its own. Throws when an answer is not what it should be. */
export type Operation = (connection: Connection) => Promise<Done>;

/** What a crowd did within the time that counts. */
export interface Tally {
  /** Operations that were complete. */
  readonly done: number;
  readonly refused: number;
  readonly seconds: number;
  /** How long each complete one took, in ms, without the waits after refusals. */
  readonly took: readonly number[];
}

/** Before counting begins, connections open and queues fill; */
const WARM_UP_MS = 250;
/** where a first operation takes longer than that, until it ended, though no longer than this. */
const WARM_UP_MOST_MS = 3_000;

/**
 * `atOnce` clients repeat `operation` for `ms`, after a short while that does not count; whoever is refused comes back when
 * told to. `counting` is called as counting begins and as it ends. Resolves when the last one is through.
 */
export async function crowd(
  port: number,
  atOnce: number,
  ms: number,
  operation: Operation,
  counting: (phase: 'begins' | 'ends') => void = () => {},
): Promise<Tally> {
  let done = 0;
  let refused = 0;
  let counts = false;
  const took: number[] = [];
  const stop = new AbortController();
  const through = new AbortController();
  const note = (result: Done, ms: number) => {
    if (result.outcome === 'done') through.abort();
    if (!counts) return;
    if (result.outcome === 'refused') refused += 1;
    else {
      done += 1;
      took.push(ms);
    }
  };
  const client = async () => {
    const connection = new Connection(port);
    try {
      while (!stop.signal.aborted) {
        const begun = performance.now();
        const result = await operation(connection);
        note(result, performance.now() - begun);
        if (result.outcome === 'refused') await pause(result.retryAfterMs, stop.signal);
      }
    } finally {
      connection.close();
    }
  };
  const clients = Array.from({ length: atOnce }, client);
  // A client that fails ends the measurement at once, not when the time is over.
  const failed = Promise.all(clients).then(() => {});
  const timed = async () => {
    await pause(WARM_UP_MS, stop.signal);
    await pause(WARM_UP_MOST_MS - WARM_UP_MS, AbortSignal.any([stop.signal, through.signal]));
    counting('begins');
    counts = true;
    const from = performance.now();
    await pause(ms, stop.signal);
    counts = false;
    const seconds = (performance.now() - from) / 1_000;
    counting('ends');
    stop.abort();
    return seconds;
  };
  const measuring = timed();
  try {
    await Promise.race([measuring, failed]);
  } finally {
    stop.abort();
  }
  await failed;
  return { done, refused, seconds: await measuring, took };
}

/** Waits, though no longer than until `signal` aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
