import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, productPlan } from '../../scripts/build.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { type Instance, openInstance } from '../../src/wiring/instance.ts';
import { must } from '../app.ts';
import { freshDatabase } from '../postgres/database.ts';

const ROWS = 1_200;
/** Every hundredth row asks the person before it to join one more organization. */
const ASKED = ROWS / 100;
/** Rows that the first process is never given: it cannot end by itself. */
const HELD_BACK = 200;
const KILLED_AFTER = 250;

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vestibule-killed-'));
const built = join(root, '.vestibule/import-killed');
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { external } = productPlan();
  await buildServer({ entry: join(root, 'src/main.ts'), outDir: join(built, 'dist'), external });
  copyFileSync(join(root, 'package.json'), join(built, 'package.json'));
});
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
  rmSync(folder, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
});

/** People with passwords, some with apps, some in two organizations: the second row asks them to join. */
function peopleFile(): readonly string[] {
  const rows = Array.from({ length: ROWS }, (_, number) => {
    const salt = Buffer.from(`salt${number}`);
    const digest = createHash('sha1').update(`password-${number}`).update(salt).digest();
    const hash = `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
    const app = number % 7 === 0 ? 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' : '';
    const asked = number % 100 === 99;
    const address = `p${asked ? number - 1 : number}@riverside.example`;
    return `${address},Person ${number},${asked ? 'Lakeside' : 'Riverside'},${number % 2 === 0},${hash},${app}\n`;
  });
  return ['address,name,organization,address_confirmed,password_hash,totp_secret\n', ...rows];
}

async function place(name: string, engine: 'sqlite' | 'postgres') {
  const data = join(folder, `${engine}-${name}`);
  const database = engine === 'postgres' ? await freshDatabase() : null;
  const env = {
    VESTIBULE_URL: 'http://localhost:4999',
    VESTIBULE_DATA: data,
    VESTIBULE_DATABASE: database?.url ?? `sqlite:${join(data, 'test.sqlite')}`,
  };
  const outside = { clock: systemClock, random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
  const instance = await openInstance(must(readConfig(env)), outside);
  cleanUps.push(async () => {
    await instance.close();
    await database?.drop();
  });
  for (const organization of ['Riverside', 'Lakeside']) {
    must(await instance.organizations.create({ name: organization, kind: 'clinic', support: null }));
  }
  return { instance, env };
}

function vestibule(env: Readonly<Record<string, string>>, ...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(built, 'dist/main.js'), ...words], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Everything that an import leaves, without ids and times, which differ from run to run. */
async function leftIn({ storage, sealing, accounts }: Instance) {
  const people = await accounts.list(null);
  return Promise.all(
    people.map(async ({ account, address }) => {
      const memberships = await storage.memberships.membershipsOf(null, account.id);
      const bound = await storage.accounts.authenticatorsOf(null, account.id);
      return {
        ...address,
        confirmedAt: address.confirmedAt !== null,
        name: account.name,
        memberships: memberships.map((one) => [one.organization.name, one.kind, one.acceptedAt !== null]).sort(),
        authenticators: bound
          .map(({ id, kind, label, secretSealed }) => {
            return [kind, label, sealing.open(secretSealed, `authenticators/${id}/${account.id}`)];
          })
          .sort(),
      };
    }),
  );
}

describe.each(['sqlite', 'postgres'] as const)('an import that is killed and run again on %s', (engine) => {
  it('leaves what one run leaves, and a third run has nothing to do', async () => {
    const lines = peopleFile();
    const file = join(folder, `${engine}.csv`);
    const report = join(folder, `${engine}-report.csv`);
    writeFileSync(file, lines.join(''));
    const [single, twice] = [await place('once', engine), await place('twice', engine)];

    const first = vestibule(twice.env, 'import', '-', '--format', 'csv', '--report', report);
    // Its end is not waited for: the process dies while more is being written to it.
    first.stdin?.on('error', () => {});
    first.stdin?.write(lines.slice(0, -HELD_BACK).join(''));
    const told = () => (existsSync(report) ? readFileSync(report, 'utf8').split('\n').length : 0);
    await expect.poll(told, { timeout: 20_000, interval: 5 }).toBeGreaterThan(KILLED_AFTER);
    first.kill('SIGKILL');
    await once(first, 'close');
    const after = (await twice.instance.accounts.list(null)).length;
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(ROWS - HELD_BACK);

    async function* bytes() {
      yield Buffer.from(lines.join(''));
    }
    const input = { bytes: bytes(), form: 'csv', organization: null, dryRun: false } as const;
    const reference = must(await single.instance.imports.run(input, () => {}));
    expect(reference.counts).toEqual({ created: ROWS - ASKED, unchanged: 0, updated: ASKED, refused: 0 });

    const counts = async () => {
      const again = vestibule(twice.env, 'import', file, '--json');
      let out = '';
      again.stdout?.on('data', (chunk) => (out += chunk));
      expect(await once(again, 'close')).toEqual([0, null]);
      return JSON.parse(out).counts;
    };
    expect(await counts()).toMatchObject({ created: ROWS - ASKED - after, refused: 0 });
    expect(await leftIn(twice.instance)).toEqual(await leftIn(single.instance));
    expect(await counts()).toEqual({ created: 0, unchanged: ROWS, updated: 0, refused: 0 });
    const { storage } = twice.instance;
    const mails = await storage.outbox.lease(Date.now(), Date.now() + 60_000, 100);
    expect(mails).toHaveLength(ASKED);
    const imported = await storage.auditReads.newest({ name: 'account.imported' }, ROWS + 1);
    expect(new Set(imported.map(({ accountId }) => accountId)).size).toBe(ROWS - ASKED);
    expect(imported).toHaveLength(ROWS - ASKED);
  });
});
