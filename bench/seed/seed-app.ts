import { generateKeyPairSync } from 'node:crypto';
import type { Visitor } from '../../src/domain/sign-in/run/records.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readConfig } from '../../src/platform/config.ts';
import type { Result } from '../../src/platform/kernel/result.ts';
import { loadKeyRing } from '../../src/platform/key-ring.ts';
import { createLog } from '../../src/platform/log.ts';
import { newToken, systemRandom } from '../../src/platform/random.ts';
import { createSealing } from '../../src/platform/sealing.ts';
import { type Instance, openInstance } from '../../src/wiring/instance.ts';
import { SoftwareAuthenticator } from '../../test/fixtures/software-authenticator.ts';
import { appCodeAt, fromBase32, stepAt } from '../load/app-code.ts';
import { openBulk } from './bulk.ts';
import { PASSWORD, REDIRECT_URI, type Seeded, type SeedPlan } from './contract.ts';
import { copyAccounts, templateOf } from './copies.ts';
import { makePast } from './past.ts';

// Fills an empty database, in a process of its own: two accounts through the product's own use cases, then copies of them
// straight into the store. Settings come from the environment, the plan from SEED as JSON; tells a `Seeded`.

const plan = JSON.parse(process.env['SEED'] ?? '') as SeedPlan;
const config = must(readConfig(process.env));
const outside = { clock: systemClock, random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
const instance = await openInstance(config, outside);
const visitor = {
  source: '10.255.255.255',
  userAgent: 'bench',
  locale: 'en',
  browserToken: newToken(systemRandom),
  deviceToken: null,
  sessionToken: null,
  platformAuthenticator: false,
} as const;
const organization = must(await instance.organizations.create({ name: 'Clinic', kind: 'clinic', support: null })).id;
must(await instance.organizations.mandates.grant(organization, { passkeyFirst: true }));
const app = await withApp('template-app@riverside.example');
const holder = await withPasskey('template-passkey@riverside.example');
const { client, secret } = must(
  await instance.clients.create({ name: 'Portal', kind: 'confidential', redirectUris: [REDIRECT_URI] }),
);
await instance.sealer.run();
await instance.close();

const { database, dataFolder } = config;
const bulk = await openBulk(database.engine === 'sqlite' ? `sqlite:${database.path}` : database.url);
const sealing = createSealing(loadKeyRing(dataFolder, { create: false }));
const template = await templateOf(bulk, sealing, 'app', app.accountId);
await copyAccounts(bulk, sealing, template, plan.apps);
if (plan.passkeys > 0) {
  await copyAccounts(bulk, sealing, await templateOf(bulk, sealing, 'passkey', holder.accountId), plan.passkeys);
}
await makePast(bulk, plan.past, Date.now());
await bulk.close();
const seeded: Seeded = {
  appSecret: app.appSecret,
  passkey: { privateKey: holder.privateKey },
  passwordHash: storedHash(),
  client: { id: client.id, secret: secret ?? '' },
};
process.send?.(seeded);
process.disconnect?.();

function storedHash(): string {
  const place = template.rows.authenticators.findIndex(({ kind }) => kind === 'password');
  return JSON.parse(template.secrets[place] ?? '{}').hash;
}

async function withApp(address: string) {
  const accountId = await account(address);
  const steps = await pastPassword(instance.signIn, address);
  const shown = steps.page().views.binding?.view as { readonly uri: string } | undefined;
  const appSecret = new URL(shown?.uri ?? '').searchParams.get('secret') ?? '';
  const code = appCodeAt(fromBase32(appSecret), stepAt(Date.now()));
  await steps.answer({ kind: 'bind', method: 'totp', fields: { code } });
  await steps.answer({ kind: 'recovery-code-saved', saved: true });
  steps.mustBeComplete();
  return { accountId, appSecret };
}

/** Somebody who made a passkey instead, whose keys the load generator gets. */
async function withPasskey(address: string) {
  const accountId = await account(address);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const passkey = new SoftwareAuthenticator({ origin: config.url.origin, rpId: 'localhost' }, { keys });
  const steps = await pastPassword(instance.signIn, address, { ...visitor, platformAuthenticator: true });
  if (steps.page().views.binding?.method !== 'passkey')
    await steps.answer({ kind: 'choose-method', method: 'passkey' });
  const response = passkey.register(steps.page().views.binding?.view as never);
  await steps.answer({ kind: 'bind', method: 'passkey', fields: { credential: response } });
  await steps.answer({ kind: 'recovery-code-saved', saved: true });
  steps.mustBeComplete();
  return { accountId, privateKey: keys.privateKey.export({ format: 'jwk' }) };
}

async function account(address: string): Promise<string> {
  const input = { address, name: 'Amara Nwosu', organizationId: organization, kind: 'provider' } as const;
  return must(await instance.accounts.create({ ...input, password: PASSWORD, addressConfirmed: true })).accountId;
}

async function pastPassword(signIn: Instance['signIn'], address: string, from: Visitor = visitor) {
  let { page } = await signIn.begin(address, from);
  const answer = async (given: Parameters<typeof signIn.answer>[2]) => {
    ({ page } = await signIn.answer(page.attempt?.id ?? '', page.attempt?.version ?? 0, given, from));
  };
  await answer({ kind: 'password', password: PASSWORD });
  return {
    answer,
    page: () => page,
    mustBeComplete() {
      if (page.step.kind !== 'complete') throw new Error(`the set-up of ${address} stopped at ${page.step.kind}`);
    },
  };
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
