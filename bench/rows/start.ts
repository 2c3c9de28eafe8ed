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
import { buildCommented, buildFloorRoute, install, serve } from '../servers/vestibule.ts';
import type { Stage } from '../stage.ts';
import type { Chart, Row } from './row.ts';
import { floorChecks, withConnection } from './session-check.ts';

const START_TARGET = 0.4;
const IDLE_TARGET_MB = 75;
const LOADED_TARGET_MB = 110;
/** After the first answer, before memory is read. */
const SETTLE_MS = 500;
const AT_ONCE = 8;
const LEVER_BLOCKS = 3;
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
    const [asPacked, ...undone] = await ownSlices(stage);
    const slices = [asPacked, await peerSlice(stage), await floorSlice(stage)];
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    const one = (name: string, part: keyof Started) => of(blocks, name).map((started) => started[part]);
    // What is undone matters by far more than it spreads: a few blocks tell.
    const fewer = Math.min(LEVER_BLOCKS, stage.plan.blocks);
    const levers = await alternate([asPacked, ...undone], fewer, (text) => stage.say(text));
    const memory = (part: 'idleMb' | 'loadedMb', what: string, most: number) => {
      const ours = spreadOf(one(OURS, part));
      return {
        what: `memory ${what} (resident set)`,
        target: `≤ ${most} MB`,
        result: `${spread(ours)} MB`,
        beside: `Better Auth ${spread(spreadOf(one(PEER, part)))} MB; Fastify, SQLite and one route, bundled alike (the floor route) ${figure(spreadOf(one(FLOOR, part)).median)} MB`,
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
          beside: `Better Auth ${figure(spreadOf(one(PEER, 'ms')).median)} ms; the floor route ${figure(spreadOf(one(FLOOR, 'ms')).median)} ms`,
          reached: ratio.median <= START_TARGET,
        },
        memory('idleMb', 'idle', IDLE_TARGET_MB),
        memory('loadedMb', 'after mixed load', LOADED_TARGET_MB),
      ],
      charts: [
        chart('start', 'Start until the first answered request', 'ms', one),
        chart('memory', 'Memory after mixed load', 'MB', one),
      ],
      text: `## What was found to matter for start and memory\n\n${LEVERS_TOLD}\n\n${leversTable((name, part) => of(levers, name).map((started) => started[part]))}`,
    };
  },
};

const OURS = 'Vestibule, SQLite';
const PEER = 'Better Auth, SQLite';
const FLOOR = 'floor route, SQLite';
/** The same program with one thing undone. */
const LEVERS = {
  compiled: 'without compiled code that is kept',
  size: 'without V8’s --optimize-for-size',
  ascii: 'with comments in the bundle, some beyond ASCII',
} as const;

const LEVERS_TOLD = `The program as it is packed, and with one thing undone each. \`vestibule\` tells V8 to collect garbage sooner
(\`--optimize-for-size\`) and keeps compiled code from the first start (Node’s compile cache), so that later ones, which are measured
here, need not compile. The bundle has no comments and is plain ASCII: V8 keeps two bytes for each character of a text that holds a
single other one. The libraries of OpenID, passkeys, SMTP and QR codes are loaded where they are first used. What was tried and did not
pay is left out: fewer allocator arenas or threads, a smaller young generation beside \`--optimize-for-size\`, shorter names in the
bundle, the list of common passwords in another form. \`npm run bench -- --rows start\` measures these.`;

function leversTable(one: (who: string, part: keyof Started) => readonly number[]): string {
  const lines = [OURS, ...Object.values(LEVERS)].map((name) => {
    const of = (part: keyof Started) => spread(spreadOf(one(name, part)));
    return `| ${name === OURS ? 'as packed' : name} | ${of('ms')} | ${of('idleMb')} | ${of('loadedMb')} |`;
  });
  return ['| | start, ms | idle, MB | after mixed load, MB |', '|---|---|---|---|', ...lines].join('\n');
}

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
      { label: FLOOR, value: value(FLOOR), kind: 'floor' },
    ],
  };
}

/** What the program does without. Each is a start of its own: compiled code is kept beside the data, and so is that of each. */
async function ownSlices(stage: Stage): Promise<readonly [Slice<Started>, ...Slice<Started>[]]> {
  const bundle = join(import.meta.dirname, '../../dist/main.js');
  const kept = { NODE_COMPILE_CACHE: join(stage.folder, 'compiled') };
  return [
    await ownSlice(stage, OURS),
    await ownSlice(stage, LEVERS.compiled, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }),
    await ownSlice(stage, LEVERS.size, { env: kept, program: [bundle] }),
    await ownSlice(stage, LEVERS.ascii, { env: kept, program: ['--optimize-for-size', await buildCommented()] }),
  ];
}

interface Otherwise {
  readonly env: Readonly<Record<string, string>>;
  readonly program?: readonly string[];
}

async function ownSlice(stage: Stage, name: string, otherwise: Otherwise = { env: {} }): Promise<Slice<Started>> {
  const plain = await install(
    join(stage.folder, `keys-${name}`),
    await stage.database('sqlite', `start ${name}`),
    PEOPLE,
  );
  const installation = { ...plain, env: { ...plain.env, ...otherwise.env } };
  const { client } = installation;
  return {
    name,
    run: () =>
      startOf(stage, serve(name, installation, otherwise.program), async (server) => {
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

/** The least that Fastify and SQLite need in Node: what no such program starts sooner or is smaller than. */
async function floorSlice(stage: Stage): Promise<Slice<Started>> {
  const program = await buildFloorRoute();
  let starts = 0;
  return {
    name: FLOOR,
    async run() {
      starts += 1;
      const env = { DATABASE: await stage.database('sqlite', `start floor ${starts}`) };
      const starting = launch({ name: FLOOR, args: [program], env, port: await freePort(), probe: null });
      return startOf(stage, starting, async ({ first }) => [floorChecks(first as readonly string[])]);
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
