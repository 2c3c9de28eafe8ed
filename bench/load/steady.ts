import { Connection } from './connection.ts';
import { type Operation, pause } from './crowd.ts';

/**
 * Begins `operation` so many times a second for `ms`, whether or not earlier ones have ended, and says how long each took, in
 * ms from when it was due: what is late to begin counts as waiting.
 */
export async function steadily(
  port: number,
  perSecond: number,
  ms: number,
  operation: Operation,
): Promise<readonly number[]> {
  const free: Connection[] = [];
  const took: number[] = [];
  const from = performance.now();
  const one = async (due: number) => {
    const connection = free.pop() ?? new Connection(port);
    await operation(connection);
    took.push(performance.now() - due);
    free.push(connection);
  };
  const running: Promise<void>[] = [];
  for (let number = 0; ; number++) {
    const due = from + (number * 1_000) / perSecond;
    if (due >= from + ms) break;
    await pause(Math.max(0, due - performance.now()));
    const begun = one(due);
    // Awaited below; until then a failure is no surprise to the process.
    begun.catch(() => {});
    running.push(begun);
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
  return took;
}
