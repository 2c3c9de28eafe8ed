import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAssets } from '../scripts/assets.ts';
import type { AccountId, MemberKind, OrganizationId } from '../src/domain/accounts/decide/account.ts';
import type { OrganizationKind } from '../src/domain/organizations/decide/mandate.ts';
import type { MandateTerms } from '../src/domain/organizations/run/terms.ts';
import { readConfig } from '../src/platform/config.ts';
import { packAssets } from '../src/platform/http/assets.ts';
import type { Result } from '../src/platform/kernel/result.ts';
import { createLog } from '../src/platform/log.ts';
import { systemRandom } from '../src/platform/random.ts';
import { type Instance, openInstance } from '../src/wiring/instance.ts';
import { createWebServer } from '../src/wiring/web.ts';
import { freePort } from './harness/free-port.ts';
import { type MailServer, startMailServer } from './harness/mail-server.ts';
import { movedClock } from './harness/moved-clock.ts';
import { createTestLog } from './harness/test-log.ts';
import { freshDatabase } from './postgres/database.ts';

/** The engines a story can run on. */
export type TestEngine = 'sqlite' | 'postgres';

/** A whole Vestibule: real HTTP, real database, real SMTP; only the clock is moved by hand. */
export interface TestApp {
  readonly url: string;
  readonly instance: Instance;
  readonly clock: ReturnType<typeof movedClock>;
  readonly mail: MailServer;
  /** Every log line so far. */
  readonly logLines: () => readonly string[];
  /** Stops the server and starts it again on the same port, database and keys. */
  restart(): Promise<void>;
  /** Starts one more node on the same database and keys, behind the same public address; returns its own. It stops with the app. */
  another(): Promise<string>;
  stop(): Promise<void>;
}

/** Settings that a story may change. */
export interface TestAppOptions {
  readonly engine?: TestEngine;
  readonly env?: Readonly<Record<string, string>>;
  /** Is shown each node before it takes a request. */
  readonly watch?: (node: Instance) => void;
}

/** Starts an app on a random port with an empty database. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-test-'));
  const database = options.engine === 'postgres' ? await freshDatabase() : null;
  const mail = await startMailServer();
  const clock = movedClock();
  const log = createTestLog();
  const port = await freePort();
  const config = must(
    readConfig({
      VESTIBULE_URL: `http://localhost:${port}`,
      VESTIBULE_DATA: folder,
      VESTIBULE_DATABASE: database?.url ?? `sqlite:${join(folder, 'test.sqlite')}`,
      VESTIBULE_SMTP: mail.url,
      VESTIBULE_MAIL_FROM: 'signin@vestibule.example',
      VESTIBULE_SUPPORT: 'help@vestibule.example',
      // All stories come from one address: only those about sources count them as the world does.
      ...{ VESTIBULE_FAILURES_PER_NETWORK: '1000000', VESTIBULE_FAILURES_OVERALL: '1000000' },
      // An agent of a story does more in a minute than one of flesh and blood in a day.
      ...{ VESTIBULE_RESETS_PER_HOUR: '1000', VESTIBULE_RESETS_PER_DAY: '1000' },
      PORT: String(port),
      ...options.env,
    }),
  );
  const assets = packAssets(await bundleAssets());

  async function start(at: number) {
    const outside = { clock, random: systemRandom, log: createLog({ destination: log.stream }), transport: null };
    const instance = await openInstance(config, outside);
    options.watch?.(instance);
    const server = await createWebServer(instance, assets);
    await server.listen(at, '127.0.0.1');
    return { instance, server };
  }

  let running = await start(port);
  const others: (typeof running)[] = [];
  async function stopNode({ server, instance }: typeof running) {
    await server.stop(100);
    await instance.close();
  }
  return {
    url: `http://localhost:${port}`,
    get instance() {
      return running.instance;
    },
    clock,
    mail,
    logLines: log.lines,
    async restart() {
      await stopNode(running);
      running = await start(port);
    },
    async another() {
      const own = await freePort();
      others.push(await start(own));
      return `http://localhost:${own}`;
    },
    async stop() {
      for (const node of [running, ...others]) await stopNode(node);
      await mail.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an organization; with `terms` its mandate is granted. */
export async function makeOrganization(
  app: TestApp,
  name: string,
  terms: MandateTerms | null = null,
  kind: OrganizationKind = 'clinic',
): Promise<OrganizationId> {
  const { id } = must(
    await app.instance.organizations.create({
      name,
      kind,
      support: `help@${name.split(' ')[0]?.toLowerCase()}.example`,
    }),
  );
  if (terms !== null) must(await app.instance.organizations.mandates.grant(id, terms));
  return id;
}

/** The password of accounts that do not say another. */
export const PASSWORD = 'correct-horse-battery';

/** Makes an account with a password and a confirmed address. */
export async function makeAccount(
  app: TestApp,
  address: string,
  organizationId: OrganizationId,
  kind: MemberKind = 'provider',
  password = PASSWORD,
): Promise<AccountId> {
  const name = `${address.charAt(0).toUpperCase()}${address.slice(1, address.indexOf('@'))} Nwosu`;
  const made = await app.instance.accounts.create({
    address,
    name,
    organizationId,
    kind,
    password,
    addressConfirmed: true,
  });
  return must(made).accountId;
}

/** The value of a success; a refusal fails the test that did not expect it. */
export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
