import { betterAuthSessionChecks, betterAuthSessions, betterAuthSignIns } from '../load/better-auth.ts';
import { alternate, quantile, ratioOf, type Slice, spreadOf } from '../load/blocks.ts';
import { crowd, type Operation } from '../load/crowd.ts';
import { hashSlice, of } from '../load/slices.ts';
import { steadily } from '../load/steady.ts';
import { sessionChecks, signInSome, signIns } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import type { Server } from '../servers/process.ts';
import { ENGINE_NAMES, ENGINES, type Stage } from '../stage.ts';
import type { Row } from './row.ts';
import { withConnection } from './session-check.ts';

const CHECKS_PER_SECOND = 50;
const AT_ONCE = 32;
const SESSIONS = 8;
const P99_TARGET_MS = 20;
const RATE_TARGET = 0.7;
/** More checks in a slice than a second has: the 99th of a hundred is a matter of chance. */
const LENGTH = 2;
const FLOOR = 'bare hashes';
const PEER = 'Better Auth, same hash, SQLite';

/** A slice of both at once. */
interface Both {
  readonly rate: number;
  readonly checks: readonly number[];
}

/** How long somebody who is signed in waits while many sign in. */
export const underLoadRow: Row = {
  name: 'under-load',
  async run(stage) {
    const { blocks, sliceMs } = stage.plan;
    const hashes = hashSlice(FLOOR, await stage.floorHash(), sliceMs);
    const slices: Slice<Both>[] = [
      { name: FLOOR, run: async () => ({ rate: (await hashes.run()).rate, checks: [] }) },
      await peerSlice(stage),
    ];
    for (const engine of ENGINES) {
      const { server, installation } = await stage.vestibule(engine);
      const people = await withConnection(server.port, (connection) => signInSome(connection, installation, SESSIONS));
      const name = `Vestibule, ${ENGINE_NAMES[engine]}`;
      slices.push(bothSlice(name, server, sliceMs, signIns(installation), sessionChecks(people)));
    }
    const found = await alternate(slices, blocks, (text) => stage.say(text));
    const rates = (name: string) => of(found, name).map(({ rate }) => rate);
    const p99 = (name: string) =>
      quantile(
        of(found, name).flatMap(({ checks }) => checks),
        0.99,
      );
    const p50 = (name: string) =>
      quantile(
        of(found, name).flatMap(({ checks }) => checks),
        0.5,
      );
    const findings = ENGINES.map((engine) => {
      const name = `Vestibule, ${ENGINE_NAMES[engine]}`;
      const ratio = ratioOf(rates(name), rates(FLOOR));
      return {
        what: `session check at ${CHECKS_PER_SECOND} /s while ${AT_ONCE} people sign in, ${ENGINE_NAMES[engine]}`,
        target: `99th percentile ≤ ${P99_TARGET_MS} ms, sign-ins ≥ ${RATE_TARGET.toFixed(2)} × bare hashes`,
        result: `${figure(p99(name))} ms (half within ${figure(p50(name))} ms); sign-ins ${times(ratio)}`,
        beside: `Better Auth at the same hash on SQLite ${figure(p99(PEER))} ms, sign-ins ${times(ratioOf(rates(PEER), rates(FLOOR)))}; bare hashes ${spread(spreadOf(rates(FLOOR)))} /s`,
        reached: p99(name) <= P99_TARGET_MS && ratio.median >= RATE_TARGET,
      };
    });
    const bars = [...found.keys()]
      .filter((name) => name !== FLOOR)
      .map((label) => ({ label, value: p99(label), kind: label === PEER ? ('peer' as const) : ('ours' as const) }));
    const title = `Session check while ${AT_ONCE} sign in: 99th percentile`;
    return { findings, charts: [{ name: 'under-load', title, unit: 'ms', bars }] };
  },
};

async function peerSlice(stage: Stage): Promise<Slice<Both>> {
  const { server, filled } = await stage.betterAuth('sqlite', 'ours');
  const jars = await withConnection(server.port, (connection) =>
    betterAuthSessions(connection, filled, server.port, SESSIONS),
  );
  const signingIn = betterAuthSignIns(filled, server.port);
  return bothSlice(PEER, server, stage.plan.sliceMs, signingIn, betterAuthSessionChecks(jars));
}

function bothSlice(
  name: string,
  server: Server,
  sliceMs: number,
  signingIn: Operation,
  checking: Operation,
): Slice<Both> {
  const ms = LENGTH * sliceMs;
  return {
    name,
    async run() {
      let checks: Promise<readonly number[]> = Promise.resolve([]);
      const { done, seconds } = await crowd(server.port, AT_ONCE, ms, signingIn, (phase) => {
        if (phase === 'ends') return;
        checks = steadily(server.port, CHECKS_PER_SECOND, ms, checking);
        // Awaited below, unless those who sign in fail first.
        checks.catch(() => {});
      });
      return { rate: done / seconds, checks: await checks };
    },
  };
}
