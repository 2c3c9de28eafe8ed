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
  const begun = performance.now();
  const one = async (due: number) => {
    const connection = free.pop() ?? new Connection(port);
    await operation(connection);
    took.push(performance.now() - due);
    free.push(connection);
  };
  const running: Promise<void>[] = [];
  for (let number = 0; ; number++) {
    const due = begun + (number * 1_000) / perSecond;
    if (due >= begun + ms) break;
    await pause(Math.max(0, due - performance.now()));
    running.push(one(due));
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
  return took;
}
