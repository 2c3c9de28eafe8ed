import { betterAuthSessionChecks, betterAuthSessions } from '../load/better-auth.ts';
import { alternate } from '../load/blocks.ts';
import { Connection } from '../load/connection.ts';
import type { Operation } from '../load/crowd.ts';
import { faster, loadSlice, rateOf } from '../load/slices.ts';
import { nextOf } from '../load/turns.ts';
import { sessionChecks, sessionUses, signInSome } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import { ENGINE_NAMES, ENGINES, type Engine, type Stage } from '../stage.ts';
import type { Row } from './row.ts';

const TARGET = 0.75;
const AT_ONCE = 16;
const SESSIONS = 16;

/** Session checks over HTTP with a cookie, against the floor route and Better Auth. */
export const sessionCheckRow: Row = {
  name: 'session-check',
  async run(stage) {
    const slices = (await Promise.all(ENGINES.map((engine) => slicesOf(stage, engine)))).flat();
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    const findings = ENGINES.map((engine) => {
      const [ours, used, floor, peer] = namesOf(engine);
      const ratio = faster(blocks, ours, floor);
      return {
        what: `session check, ${ENGINE_NAMES[engine]}, ${AT_ONCE} at once`,
        target: `≥ ${TARGET} × the floor route`,
        result: `${times(ratio)}; ${spread(rateOf(blocks, ours))} /s`,
        beside: `floor ${figure(rateOf(blocks, floor).median)} /s; Better Auth ${figure(rateOf(blocks, peer).median)} /s, so ${times(faster(blocks, ours, peer))} as fast; the same over POST, which puts the session’s end off, ${times(faster(blocks, used, floor))} the floor`,
        reached: ratio.median >= TARGET,
      };
    });
    const bars = [...blocks.keys()].map((label) => ({
      label,
      value: rateOf(blocks, label).median,
      kind: label.startsWith('floor')
        ? ('floor' as const)
        : label.startsWith('Better')
          ? ('peer' as const)
          : ('ours' as const),
    }));
    return { findings, charts: [{ name: 'session-checks', title: 'Session checks a second', unit: '/s', bars }] };
  },
};

function namesOf(engine: Engine): readonly [string, string, string, string] {
  const on = ENGINE_NAMES[engine];
  return [`Vestibule, ${on}`, `Vestibule, use, ${on}`, `floor route, ${on}`, `Better Auth, ${on}`];
}

async function slicesOf(stage: Stage, engine: Engine) {
  const { sliceMs } = stage.plan;
  const [ours, used, floorName, peerName] = namesOf(engine);
  const { server, installation } = await stage.vestibule(engine);
  const people = await withConnection(server.port, (connection) => signInSome(connection, installation, SESSIONS));
  const floor = await stage.floorRoute(engine);
  const peer = await stage.betterAuth(engine, 'ours');
  const jars = await withConnection(peer.server.port, (connection) =>
    betterAuthSessions(connection, peer.filled, peer.server.port, SESSIONS),
  );
  return [
    loadSlice(ours, server, AT_ONCE, sliceMs, sessionChecks(people)),
    loadSlice(used, server, AT_ONCE, sliceMs, sessionUses(people)),
    loadSlice(floorName, floor.server, AT_ONCE, sliceMs, floorChecks(floor.tokens)),
    loadSlice(peerName, peer.server, AT_ONCE, sliceMs, betterAuthSessionChecks(jars)),
  ];
}

/** The floor route, asked with one cookie after another. */
export function floorChecks(tokens: readonly string[]): Operation {
  const next = nextOf(tokens.length);
  return async (connection) => {
    const answer = await connection.request('GET', '/session', `cookie: session=${tokens[next()]}\r\n`);
    if (answer.status !== 200) throw new Error(`the floor route answered ${answer.status}`);
    return { outcome: 'done' };
  };
}

/** Works over a connection that is closed afterwards. */
export async function withConnection<T>(port: number, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = new Connection(port);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
