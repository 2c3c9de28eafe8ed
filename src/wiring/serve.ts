import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDemoInbox, type DemoInbox, registerDemoInbox } from '../edges/demo/inbox.tsx';
import { seedDemo } from '../edges/demo/seed.ts';
import { startWorkers } from '../edges/workers/workers.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { type AssetSource, packAssets } from '../platform/http/assets.ts';
import { DAY_MS, SECOND_MS } from '../platform/kernel/time.ts';
import { createLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { type DemoClinic, startDemoClinic } from './demo-clinic.ts';
import { type Instance, openInstance } from './instance.ts';
import type { Outside } from './outside.ts';
import { createWebServer } from './web.ts';

/** How long running requests may take to end once told to stop. */
const DRAIN_MS = 10 * SECOND_MS;
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
  await serveInstance(instance, null, async (origin) => {
    outside.log.info({ origin }, 'serving');
    const link = await instance.firstOwner.link();
    if (link !== null) say(firstOwnerText(`${origin}${link.path}`));
  });
}

function firstOwnerText(url: string): string {
  return `\nNobody is here yet. Open this within 24 hours to become the first owner:\n\n  ${url}\n\nIt works once. \`vestibule setup-link\` makes another.\n\n`;
}

/** Serves the demo on loopback: made-up people, an inbox for all mail, and an application that they sign in to. */
export async function serveDemo(config: Config, clinicPort: number, say: (text: string) => void): Promise<void> {
  const inbox = createDemoInbox();
  const instance = await openInstance(config, { ...machine('warn'), transport: inbox.transport });
  const accounts = await seedDemo(instance);
  let clinic: DemoClinic | null = null;
  try {
    await serveInstance(instance, inbox, async (url) => {
      // Not before Vestibule has its port: a second demo that cannot start changes nothing for the first.
      clinic = await startDemoClinic(instance, clinicPort);
      const lines = accounts.map((one) => `  ${one.address.padEnd(28)} ${one.password.padEnd(26)} ${one.about}`);
      const example = clinic?.url ?? `not running, for port ${clinicPort} is in use; CLINIC_PORT moves it`;
      say(
        `\nVestibule is running: ${url}\nExample application:  ${example}\nMail of the demo:     ${url}/demo/inbox\nConsole:              ${url}/console\n\nAccounts to try:\n${lines.join('\n')}\n\nStop with Ctrl-C.\n`,
      );
    });
  } finally {
    await (clinic as DemoClinic | null)?.stop();
  }
}

async function serveInstance(
  instance: Instance,
  inbox: DemoInbox | null,
  started: (url: string) => Promise<void> | void,
): Promise<void> {
  const assets = packAssets(builtAssets());
  const server = await createWebServer(instance, assets);
  if (inbox !== null) {
    registerDemoInbox(server.app, inbox, { css: assets.href('app.css'), js: assets.href('app.js') });
  }
  const workers = startWorkers(
    {
      seal: () => instance.sealer.run(),
      signHeads: () => instance.heads.run(),
      countSignIns: () => instance.signInCounter.run(),
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
  return [
    { name: 'app', extension: 'css', bytes: read('app.css') },
    { name: 'app', extension: 'js', bytes: read('app.js') },
    { name: 'work', extension: 'js', bytes: read('work.js') },
    { name: 'console', extension: 'css', bytes: read('console.css') },
    { name: 'console', extension: 'js', bytes: read('console.js') },
  ];
}
