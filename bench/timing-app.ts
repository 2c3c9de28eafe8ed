import { generateSync } from 'otplib';
import { systemClock } from '../src/platform/clock.ts';
import { readConfig } from '../src/platform/config.ts';
import { packAssets } from '../src/platform/http/assets.ts';
import type { Result } from '../src/platform/kernel/result.ts';
import { createLog } from '../src/platform/log.ts';
import { newToken, systemRandom } from '../src/platform/random.ts';
import { type Instance, openInstance } from '../src/wiring/instance.ts';
import { builtAssets } from '../src/wiring/serve.ts';
import { createWebServer } from '../src/wiring/web.ts';
import { type Crowd, KINDS, type Kind } from './timing-crowd.ts';

// The application to be timed, in a process of its own: `timing.ts` bundles and starts it with a data folder and a port.

const PASSWORD = 'correct-horse-battery';
const port = Number(process.env['PORT']);
const count = Number(process.env['BENCH_ACCOUNTS']);

const config = must(
  readConfig({
    VESTIBULE_URL: `http://localhost:${port}`,
    VESTIBULE_DATA: process.env['VESTIBULE_DATA'],
    VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32',
    PORT: String(port),
  }),
);
const outside = { clock: systemClock, random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
const instance = await openInstance(config, outside);
const server = await createWebServer(instance, packAssets(builtAssets()));
const crowd = await makeCrowd();
await server.listen(port, '127.0.0.1');
process.once('disconnect', () => process.exit(0));
process.send?.(crowd);

async function makeCrowd(): Promise<Crowd> {
  const organization = async (name: string) =>
    must(await instance.organizations.create({ name, kind: 'clinic', support: null })).id;
  const clinic = await organization('Riverside Clinic');
  must(await instance.organizations.mandates.grant(clinic, {}));
  const plain = await organization('Oakdale Practice');
  const addresses: Record<Kind, string[]> = { 'set-up': [], mandate: [], plain: [], disabled: [], unknown: [] };
  for (const kind of KINDS) {
    for (let number = 0; number < count; number++) {
      const address = `${systemRandom.bytes(8).toString('hex')}@riverside.example`;
      addresses[kind].push(address);
      if (kind === 'unknown') continue;
      const organizationId = kind === 'plain' ? plain : clinic;
      const input = { address, name: 'Amara Nwosu', organizationId, kind: 'provider', password: PASSWORD } as const;
      const { accountId } = must(await instance.accounts.create({ ...input, addressConfirmed: true }));
      if (kind === 'set-up') await setUp(instance, address);
      if (kind === 'disabled') must(await instance.accounts.disable(accountId));
    }
  }
  return addresses;
}

/** Binds an app and saves a recovery code, through the sign-in itself. */
async function setUp({ signIn }: Instance, address: string): Promise<void> {
  const visitor = {
    source: '10.255.255.255',
    userAgent: 'bench',
    locale: 'en',
    browserToken: newToken(systemRandom),
    deviceToken: null,
    sessionToken: null,
    platformAuthenticator: false,
  } as const;
  let { page } = await signIn.begin(address, visitor);
  const at = () => [page.attempt?.id ?? '', page.attempt?.version ?? 0] as const;
  ({ page } = await signIn.answer(...at(), { kind: 'password', password: PASSWORD }, visitor));
  const shown = page.views.binding?.view as { readonly uri: string } | undefined;
  const code = generateSync({ secret: new URL(shown?.uri ?? '').searchParams.get('secret') ?? '' });
  ({ page } = await signIn.answer(...at(), { kind: 'bind', method: 'totp', fields: { code } }, visitor));
  ({ page } = await signIn.answer(...at(), { kind: 'recovery-code-saved', saved: true }, visitor));
  if (page.step.kind !== 'complete') throw new Error(`the set-up of ${address} stopped at ${page.step.kind}`);
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
