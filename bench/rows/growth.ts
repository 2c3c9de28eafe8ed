import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { alternate, ratioOf, spreadOf } from '../load/blocks.ts';
import { pause } from '../load/crowd.ts';
import { loadSlice, of } from '../load/slices.ts';
import { sessionChecks, signInSome, signIns } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import { cpuMs, type Server } from '../servers/process.ts';
import { type Installation, install, serve } from '../servers/vestibule.ts';
import type { Finding, Row } from './row.ts';
import { withConnection } from './session-check.ts';

const FEW = 1_000;
const TARGET = 1.2;
const AT_ONCE = 8;
const SESSIONS = 8;
/** What writes into the outbox, too. */
const NOTICED = 'sign-in from a new browser, which a mail tells of';

/** What a database holds. */
interface House {
  readonly name: string;
  readonly installation: Installation;
  readonly stop: () => Promise<void>;
}

/** Whether it slows down as accounts, or years of audit rows and mails, pile up; on SQLite. */
export const growthRow: Row = {
  name: 'growth',
  async run(stage) {
    const many = stage.plan.manyAccounts;
    const plans = [
      { name: 'few', plan: { apps: FEW, passkeys: 0, past: 0 } },
      { name: 'many', plan: { apps: many, passkeys: 0, past: 0 } },
      { name: 'aged', plan: { apps: FEW, passkeys: 0, past: many } },
    ];
    const started = [];
    const slices = [];
    const houses: House[] = [];
    for (const { name, plan } of plans) {
      stage.say(`filling: ${name}`);
      const folder = join(stage.folder, `keys-${name}`);
      const installation = await install(folder, await stage.database('sqlite', `grown_${name}`), plan);
      started.push({ name, installation, server: await serve(name, installation) });
    }
    stage.say('waiting until nothing is left to be done about what they were filled with');
    await Promise.all(started.map(({ server }) => settled(server)));
    for (const { name, installation, server } of started) {
      const people = await withConnection(server.port, (connection) => signInSome(connection, installation, SESSIONS));
      const slice = (what: string, operation: ReturnType<typeof signIns>) =>
        loadSlice(`${what}, ${name}`, server, AT_ONCE, stage.plan.sliceMs, operation);
      slices.push(
        slice('sign-in', signIns(installation)),
        slice(NOTICED, signIns(installation, 'new browser')),
        slice('session check', sessionChecks(people)),
      );
      houses.push({ name, installation, stop: () => server.stop() });
    }
    const filled = new Map(houses.map(({ name, installation }) => [name, sizeOf(installation)]));
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    for (const house of houses) await house.stop();
    /** How many times as long it takes in a house as in the one with few. */
    const slower = (what: string, house: string) => {
      const rates = (which: string) => of(blocks, `${what}, ${which}`).map(({ rate }) => rate);
      return ratioOf(rates('few'), rates(house));
    };
    const cpu = (what: string, house: string) => spreadOf(of(blocks, `${what}, ${house}`).map(({ cpuMs }) => cpuMs));
    const finding = (what: string, house: string, about: string): Finding => {
      const ratio = slower(what, house);
      return {
        what: `growth: ${what}, ${about}, against ${FEW.toLocaleString('en-US')} accounts without`,
        target: `≤ ${TARGET} × the time`,
        result: times(ratio),
        beside: `processor time ${spread(cpu(what, house))} ms, with few ${spread(cpu(what, 'few'))} ms`,
        reached: ratio.median <= TARGET,
      };
    };
    const accounts = `${many.toLocaleString('en-US')} accounts`;
    const past = `${many.toLocaleString('en-US')} audit rows and ended sessions, ${(many / 5).toLocaleString('en-US')} mails gone`;
    const findings = ['sign-in', NOTICED, 'session check'].flatMap((what) => [
      finding(what, 'many', accounts),
      finding(what, 'aged', past),
    ]);
    return { findings: [...findings, sizes(houses, filled, many)], charts: [] };
  },
};

/** Seconds in a row, each of less processor time than that, that show a server to be at rest: some of its workers come by once a minute. */
const REST = { seconds: 75, cpuMs: 100, longestSeconds: 600 };

/** Waits until a server has sealed, signed and counted what it was filled with: that is done once, and not with each request. */
async function settled({ pid }: Server): Promise<void> {
  let calm = 0;
  for (let second = 0; calm < REST.seconds && second < REST.longestSeconds; second += 1) {
    const before = cpuMs(pid);
    await pause(1_000);
    calm = cpuMs(pid) - before < REST.cpuMs ? calm + 1 : 0;
  }
}

function sizes(houses: readonly House[], filled: ReadonlyMap<string, number>, many: number): Finding {
  const before = (name: string) => filled.get(name) ?? Number.NaN;
  const few = houses.find(({ name }) => name === 'few');
  if (few === undefined) throw new Error('there is no small database');
  const perAccount = (before('many') - before('few')) / (many - FEW);
  const signInsDone = sessionsIn(few.installation);
  const perSignIn = (sizeOf(few.installation) - before('few')) / signInsDone;
  return {
    what: 'room on disk, SQLite',
    target: '',
    result: `${figure(perAccount)} bytes for each account (password, app, recovery code, one known browser); ${figure(perSignIn)} bytes for each sign-in: session, audit row, closed attempt and, for those from a new browser, the browser and its mail`,
    beside: `over ${signInsDone.toLocaleString('en-US')} sign-ins, about half of them from a new browser; attempts and ended sessions are swept away later`,
    reached: null,
  };
}

/** Bytes of the database without what waits in the log beside it. */
function sizeOf({ database }: Installation): number {
  const path = database.slice('sqlite:'.length);
  const handle = new Database(path);
  handle.pragma('busy_timeout = 5000');
  handle.pragma('wal_checkpoint(TRUNCATE)');
  handle.close();
  return statSync(path).size;
}

function sessionsIn({ database }: Installation): number {
  const handle = new Database(database.slice('sqlite:'.length), { readonly: true });
  const count = handle.prepare('select count(*) from sessions').pluck().get() as number;
  handle.close();
  return count;
}
