import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locale } from '../domain/accounts/decide/account.ts';
import { startWorkers } from '../edges/workers/workers.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { type AssetSource, type Assets, packAssets } from '../platform/http/assets.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { DAY_MS, SECOND_MS } from '../platform/kernel/time.ts';
import { createLog } from '../platform/log.ts';
import { standBack } from '../platform/pool-threads.ts';
import { systemRandom } from '../platform/random.ts';
import { type Instance, openInstance } from './instance.ts';
import type { Outside } from './outside.ts';
import { createWebServer } from './web.ts';

/** How long running requests may take to end once told to stop. */
const DRAIN_MS = 10 * SECOND_MS;
/** A hash gets about a tenth of the time that an answer gets while both want the same core; alone it gets all. */
const HASHING_NICENESS = 10;
/** How long rows of settled mail stay. */
const MAIL_KEPT_MS = 30 * DAY_MS;

/** The machine itself: its clock, randomness and log. */
export function machine(level: string): Outside {
  return { clock: systemClock, random: systemRandom, log: createLog({ level }), transport: null };
}

/** Serves until the process is told to stop. `say` reaches the terminal, never the log: it may hold the link to the first owner. */
export async function serve(config: Config, say: (text: string) => void): Promise<void> {
  const outside = machine('info');
  const instance = await openInstance(config, outside);
  await serveInstance(instance, async (origin) => {
    outside.log.info({ origin }, 'serving');
    const link = await instance.firstOwner.link();
    if (link !== null) say(firstOwnerText(`${origin}${link.path}`));
  });
}

function firstOwnerText(url: string): string {
  return `\nNobody is here yet. Open this within 24 hours to become the first owner:\n\n  ${url}\n\nIt works once. \`vestibule setup-link\` makes another.\n\n`;
}

/** Serves until told to stop. `further` adds routes of its own before the server listens. */
export async function serveInstance(
  instance: Instance,
  started: (url: string) => Promise<void> | void,
  further: (server: HttpServer<Locale>, assets: Assets) => void = () => {},
): Promise<void> {
  const assets = packAssets(builtAssets());
  const [server] = await Promise.all([createWebServer(instance, assets), standBack(HASHING_NICENESS)]);
  further(server, assets);
  const workers = startWorkers(
    {
      seal: () => instance.sealer.run(),
      signHeads: () => instance.heads.run(),
      countSignIns: () => instance.signInCounter.run(),
      countCoverage: () => instance.coverageCounter.run(),
      handOver: () => instance.outbox.run(),
      logOut: () => instance.logouts.run(),
      watchResets: () => instance.resetWatch.run(),
      sweep: () => sweep(instance),
    },
    () => instance.random.bytes(1).readUInt8() / 255,
    (job, error) => instance.log.error({ err: error, job }, 'worker'),
  );
  await server.listen(instance.config.port, instance.config.host);
  await started(instance.config.url.origin);
  await toldToStop();
  await server.stop(DRAIN_MS);
  await workers.stop();
  await instance.sealer.run();
  await instance.heads.run('now');
  await instance.close();
}

/** Deletes what no longer matters; of settled mail only kind and outcome are left anyway. */
async function sweep({ storage, clock, heads }: Instance): Promise<void> {
  await storage.purge(clock.now());
  await heads.prune();
  await storage.outbox.purge(clock.now() - MAIL_KEPT_MS);
}

/** Resolves at the first SIGTERM or SIGINT. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

/** What the build put beside the program. */
export function builtAssets(): readonly AssetSource[] {
  const read = (file: string) => readFileSync(fileURLToPath(new URL(`./assets/${file}`, import.meta.url)));
  const asset = (name: string, extension: 'css' | 'js'): AssetSource => {
    const file = `${name}.${extension}`;
    const compressed = { br: read(`${file}.br`), gzip: read(`${file}.gz`) };
    return { name, extension, bytes: read(file), compressed };
  };
  return [
    asset('app', 'css'),
    asset('app', 'js'),
    asset('work', 'js'),
    asset('console', 'css'),
    asset('console', 'js'),
  ];
}
