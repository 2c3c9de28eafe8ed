import { join } from 'node:path';
import { freePort } from '../../test/harness/free-port.ts';
import { betterAuthSessionChecks, betterAuthSessions, betterAuthSignIns } from '../load/better-auth.ts';
import { alternate, ratioOf, type Slice, type Spread, spreadOf } from '../load/blocks.ts';
import { crowd, type Operation, pause } from '../load/crowd.ts';
import { refreshes, refreshTokens, singleSignOns } from '../load/openid.ts';
import { of } from '../load/slices.ts';
import { passkeySignIns, sessionChecks, signInSome, signIns } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import { launch, residentMb, type Server } from '../servers/process.ts';
import { install, serve } from '../servers/vestibule.ts';
import type { Stage } from '../stage.ts';
import type { Chart, Row } from './row.ts';
import { withConnection } from './session-check.ts';

const START_TARGET = 0.4;
const IDLE_TARGET_MB = 75;
const LOADED_TARGET_MB = 110;
/** After the first answer, before memory is read. */
const SETTLE_MS = 500;
const AT_ONCE = 8;
const PEOPLE = { apps: 3_000, passkeys: 1_000, past: 0 };

/** A start of one server. */
interface Started {
  readonly ms: number;
  readonly idleMb: number;
  /** After mixed load. */
  readonly loadedMb: number;
}

/** Start until the first answered request, and memory idle and after mixed load, each time in a new process. */
export const startRow: Row = {
  name: 'start',
  async run(stage) {
    const slices = [await ownSlice(stage), await peerSlice(stage)];
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    const one = (name: string, part: keyof Started) => of(blocks, name).map((started) => started[part]);
    const memory = (part: 'idleMb' | 'loadedMb', what: string, most: number) => {
      const ours = spreadOf(one(OURS, part));
      return {
        what: `memory ${what} (resident set)`,
        target: `≤ ${most} MB`,
        result: `${spread(ours)} MB`,
        beside: `Better Auth ${spread(spreadOf(one(PEER, part)))} MB`,
        reached: ours.median <= most,
      };
    };
    const ratio: Spread = ratioOf(one(OURS, 'ms'), one(PEER, 'ms'));
    return {
      findings: [
        {
          what: 'start until the first answered request, SQLite',
          target: `≤ ${START_TARGET} × Better Auth`,
          result: `${times(ratio)}; ${spread(spreadOf(one(OURS, 'ms')))} ms`,
          beside: `Better Auth ${figure(spreadOf(one(PEER, 'ms')).median)} ms`,
          reached: ratio.median <= START_TARGET,
        },
        memory('idleMb', 'idle', IDLE_TARGET_MB),
        memory('loadedMb', 'after mixed load', LOADED_TARGET_MB),
      ],
      charts: [
        chart('start', 'Start until the first answered request', 'ms', one),
        chart('memory', 'Memory after mixed load', 'MB', one),
      ],
    };
  },
};

const OURS = 'Vestibule, SQLite';
const PEER = 'Better Auth, SQLite';

function chart(
  name: 'start' | 'memory',
  title: string,
  unit: string,
  one: (who: string, part: keyof Started) => readonly number[],
): Chart {
  const value = (who: string) => spreadOf(one(who, name === 'start' ? 'ms' : 'loadedMb')).median;
  return {
    name,
    title,
    unit,
    bars: [
      { label: OURS, value: value(OURS), kind: 'ours' },
      { label: PEER, value: value(PEER), kind: 'peer' },
    ],
  };
}

async function ownSlice(stage: Stage): Promise<Slice<Started>> {
  const installation = await install(join(stage.folder, 'keys-start'), await stage.database('sqlite', 'start'), PEOPLE);
  const { client } = installation;
  return {
    name: OURS,
    run: () =>
      startOf(stage, serve(OURS, installation), async (server) => {
        const people = await withConnection(server.port, (connection) => signInSome(connection, installation, AT_ONCE));
        const browsers = people.map(({ cookies }) => cookies);
        const paths = { authorize: '/openid/authorize', token: '/openid/token' };
        const provider = { port: server.port, ...paths, clientId: client.id, secret: client.secret };
        const tokens = await withConnection(server.port, (c) => refreshTokens(c, provider, browsers));
        return [
          signIns(installation),
          passkeySignIns(installation),
          sessionChecks(people),
          singleSignOns(provider, browsers),
          refreshes(provider, tokens),
        ];
      }),
  };
}

async function peerSlice(stage: Stage): Promise<Slice<Started>> {
  const { filled, env } = await stage.betterAuth('sqlite', 'ours');
  return {
    name: PEER,
    async run() {
      const port = await freePort();
      const args = [join(import.meta.dirname, '../peers/better-auth.mjs')];
      const starting = launch({ name: PEER, args, env: { ...env, PEOPLE: '0' }, port, probe: '/api/auth/ok' });
      return startOf(stage, starting, async () => {
        const jars = await withConnection(port, (connection) => betterAuthSessions(connection, filled, port, AT_ONCE));
        return [betterAuthSignIns(filled, port), betterAuthSessionChecks(jars)];
      });
    },
  };
}

async function startOf(
  { plan }: Stage,
  starting: Promise<Server>,
  load: (server: Server) => Promise<readonly Operation[]>,
): Promise<Started> {
  const server = await starting;
  try {
    await pause(SETTLE_MS);
    const idleMb = residentMb(server.pid);
    for (const operation of await load(server)) await crowd(server.port, AT_ONCE, plan.sliceMs / 2, operation);
    await pause(SETTLE_MS);
    return { ms: server.startedInMs, idleMb, loadedMb: residentMb(server.pid) };
  } finally {
    await server.stop();
  }
}
