import { systemClock } from '../../src/platform/clock.ts';
import { readConfig } from '../../src/platform/config.ts';
import { packAssets } from '../../src/platform/http/assets.ts';
import { createLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { openInstance } from '../../src/wiring/instance.ts';
import { createWebServer } from '../../src/wiring/web.ts';
import { Connection } from '../load/connection.ts';
import { refreshes, refreshTokens, singleSignOns } from '../load/openid.ts';
import { nextOf } from '../load/turns.ts';
import { passkeySignIns, sessionChecks, sessionUses, signInSome, signIns } from '../load/vestibule.ts';
import type { Seeded, SeedPlan } from '../seed/contract.ts';
import { counting, countStatements } from './hooks.ts';

// Serves a seeded installation without its workers and counts what each operation sends to the database, in a process of its
// own: settings come from the environment, a `Seeded` with its plan from INSTALLATION as JSON; tells counts by operation.

const count = countStatements();
const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error.join('\n'));
const { port, url } = config.value;
const log = createLog({ level: 'silent' });
const instance = await openInstance(config.value, { clock: systemClock, random: systemRandom, log, transport: null });
const server = await createWebServer(instance, packAssets(standIns()));
await server.listen(port, '127.0.0.1');
const seeded = JSON.parse(process.env['INSTALLATION'] ?? '') as Seeded & { readonly plan: SeedPlan };
const installation = {
  ...seeded,
  database: '',
  env: { VESTIBULE_URL: url.origin },
  port,
  turns: { app: nextOf(seeded.plan.apps), passkey: nextOf(seeded.plan.passkeys) },
};
const connection = new Connection(port);
const people = await signInSome(connection, installation, 2);
const browsers = people.map(({ cookies }) => cookies);
const paths = { authorize: '/openid/authorize', token: '/openid/token' };
const provider = { port, ...paths, clientId: seeded.client.id, secret: seeded.client.secret };
const tokens = await refreshTokens(connection, provider, browsers);
const operations = {
  'sign-in by password and app': signIns(installation),
  'sign-in by passkey': passkeySignIns(installation),
  'session check': sessionChecks(people),
  'session use': sessionUses(people),
  'OpenID single sign-on': singleSignOns(provider, browsers),
  'OpenID refresh': refreshes(provider, tokens),
};
const counts: Record<string, unknown> = {};
for (const [name, operation] of Object.entries(operations)) {
  // The first one may still read what is read once.
  await operation(connection);
  counts[name] = await counting(count, () => operation(connection));
}
connection.close();
await server.stop(1_000);
await instance.close();
process.send?.(counts);
process.disconnect?.();

/** Nobody looks at the pages here. */
function standIns() {
  const extensions = { app: ['css', 'js'], work: ['js'], console: ['css', 'js'] } as const;
  return Object.entries(extensions).flatMap(([name, all]) =>
    all.map((extension) => ({ name, extension, bytes: Buffer.alloc(0) })),
  );
}
