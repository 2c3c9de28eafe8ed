import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import { combineMandates } from '../../domain/organizations/decide/combine.ts';
import { systemClock } from '../../platform/clock.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { createSealing } from '../../platform/sealing.ts';
import { openStorage, type Storage } from '../../storage/open.ts';
import { seedDemo } from './seed.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function fresh() {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-demo-'));
  const sealing = createSealing(keyRingFrom(Buffer.alloc(32, 1)));
  const storage: Storage = await openStorage(`sqlite:${join(folder, 'demo.sqlite')}`, { sealing });
  cleanUps.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => storage.close(),
  );
  await storage.migrate();
  return { storage, ...administrationOn(storage, sealing, systemClock) };
}

it('makes the eight accounts of the demo, each with its password and a confirmed address', async () => {
  const demo = await fresh();
  const seeded = await seedDemo(demo);
  expect(seeded.map(({ address, password }) => [address, password])).toEqual([
    ['amara@riverside.example', 'correct-horse-riverside'],
    ['ben@riverside.example', 'correct-horse-riverside'],
    ['patient@riverside.example', 'correct-horse-riverside'],
    ['admin@riverside.example', 'correct-horse-riverside'],
    ['olu@oakdale.example', 'correct-horse-oakdale'],
    ['sam@solo.example', 'correct-horse-solo'],
    ['support@vestibule.example', 'correct-horse-support'],
    ['owner@vestibule.example', 'correct-horse-support'],
  ]);
  expect(await demo.accounts.list(null)).toHaveLength(8);
  for (const { address } of seeded) {
    const found = await demo.accounts.find(address);
    const overview = found === null ? null : await demo.accounts.show(found.account.id);
    expect(overview?.record.address.confirmedAt).not.toBeNull();
    expect(overview?.authenticators.map(({ kind }) => kind)).toEqual(['password']);
    expect(overview?.memberships.map(({ acceptedAt }) => acceptedAt !== null)).toEqual([true]);
  }
  expect(await demo.takeMail()).toEqual([]);
});

it('requires a second factor of the providers and the admin of Riverside and of the operator, and of nobody else', async () => {
  const demo = await fresh();
  const covered: string[] = [];
  for (const { address } of await seedDemo(demo)) {
    const found = await demo.accounts.find(address);
    const snapshot = found === null ? null : await demo.storage.signInReads.snapshot(found.account.id);
    if (combineMandates(snapshot?.memberships ?? [], Date.now()) !== null) covered.push(address);
  }
  expect(covered).toEqual([
    'amara@riverside.example',
    'ben@riverside.example',
    'admin@riverside.example',
    'support@vestibule.example',
    'owner@vestibule.example',
  ]);
  const solo = await demo.organizations.find('Sam Ito');
  expect(solo === null ? null : await demo.organizations.mandates.grant(solo.id, {})).toMatchObject({
    error: { reason: 'solo-organization' },
  });
});

it('keeps what happened since when it starts a second time', async () => {
  const demo = await fresh();
  await seedDemo(demo);
  const riverside = await demo.organizations.find('Riverside Clinic');
  const ben = await demo.accounts.find('ben@riverside.example');
  if (riverside === null || ben === null) throw new Error('not seeded');
  await demo.organizations.mandates.revoke(riverside.id);
  await demo.accounts.disable(ben.account.id);
  const before = await demo.accounts.list(null);
  await seedDemo(demo);
  expect(await demo.accounts.list(null)).toEqual(before);
  expect((await demo.organizations.find('Riverside Clinic'))?.mandate).toBeNull();
  expect((await demo.accounts.find('ben@riverside.example'))?.account.disabledAt).not.toBeNull();
});
