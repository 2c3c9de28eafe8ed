import { readConfig } from '../src/platform/config.ts';
import { packAssets } from '../src/platform/http/assets.ts';
import type { Result } from '../src/platform/kernel/result.ts';
import { createLog } from '../src/platform/log.ts';
import { systemRandom } from '../src/platform/random.ts';
import { openInstance } from '../src/wiring/instance.ts';
import { builtAssets } from '../src/wiring/serve.ts';
import { createWebServer } from '../src/wiring/web.ts';
import { PASSWORD } from './attack.ts';
import { type Comparison, watchComparisons } from './comparisons.ts';

// One node to be attacked, in a process of its own: `simulate-guessing.ts` bundles and starts it, and tells it what to do.

/** What the node is told to do. It answers with the comparisons since it was asked last, or with an empty list. */
export type Order =
  | { readonly kind: 'clock'; readonly now: number }
  | { readonly kind: 'account'; readonly address: string }
  | { readonly kind: 'comparisons' };

const port = Number(process.env['PORT']);
let now = Number(process.env['BENCH_NOW']);
let seen: Comparison[] = [];

const config = must(readConfig(process.env));
const outside = {
  clock: { now: () => now },
  random: systemRandom,
  log: createLog({ level: 'silent' }),
  transport: { send: async () => ({ outcome: 'handed-over' as const }) },
};
const instance = await openInstance(config, outside);
watchComparisons(instance, (comparison) => seen.push(comparison));
const server = await createWebServer(instance, packAssets(builtAssets()));
await server.listen(port, '127.0.0.1');
process.once('disconnect', () => process.exit(0));
process.on('message', (order: Order) => void obey(order).then((answer) => process.send?.(answer)));
process.send?.([]);

async function obey(order: Order): Promise<readonly Comparison[]> {
  if (order.kind === 'clock') now = order.now;
  if (order.kind === 'account') await makeAccount(order.address);
  if (order.kind !== 'comparisons') return [];
  const told = seen;
  seen = [];
  return told;
}

async function makeAccount(address: string): Promise<void> {
  const { organizations, accounts } = instance;
  const { id } = must(await organizations.create({ name: `Clinic of ${address}`, kind: 'clinic', support: null }));
  must(await organizations.mandates.grant(id, {}));
  const person = { address, name: 'Amara Nwosu', organizationId: id, kind: 'provider', password: PASSWORD } as const;
  must(await accounts.create({ ...person, addressConfirmed: true }));
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
