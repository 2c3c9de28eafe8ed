import { expect, it } from 'vitest';
import { createUnlocks, type Unlocks } from '../../domain/recovery/run/unlock.ts';
import { laneOf } from '../../domain/throttling/decide/known.ts';
import { createTries } from '../../domain/throttling/run/tries.ts';
import { sha256 } from '../../platform/hashing.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { systemRandom } from '../../platform/random.ts';
import { onBothEngines } from './engines.ts';
import { NOW } from './fixtures.ts';
import { access, addressOf, auditNames, auditorAt, type House, mails, openHouse } from './reset-house.ts';

/** The browser that asked. */
const HERE = {
  browserToken: 'browser',
  deviceToken: null,
  source: '203.0.113.7',
  userAgent: 'Firefox',
  locale: 'en',
} as const;

onBothEngines('a browser that is let in by a mailed link', (open) => {
  it('is known from then on, for that account, and nothing else changes', async () => {
    const house = await openHouse(open);
    const unlocks = usesOn(house);
    const before = await access(house, house.owner);
    const token = await asked(house, unlocks);
    expect(await unlocks.look(token, HERE)).toEqual({ kind: 'open', address: addressOf(house.owner) });
    const opened = await unlocks.open(token, HERE);
    if (opened.outcome !== 'opened') return expect.unreachable();
    const { signInReads } = house.storage;
    const device = await signInReads.device(sha256(opened.deviceToken), house.owner.id);
    expect(device).toMatchObject({ byMail: true, passkeyId: null, browser: 'Firefox' });
    expect(laneOf(device, NOW)).toBe('known');
    expect(await signInReads.device(sha256(opened.deviceToken), house.colleague.id)).toBeNull();
    expect((await access(house, house.owner)).slice(0, 2)).toEqual(before.slice(0, 2));
    expect(await auditNames(house)).toEqual(['browser.unlock-requested', 'browser.unlocked']);
  });

  it('keeps the cookie that it has for other accounts, and gets a new one where its own was burned', async () => {
    const house = await openHouse(open);
    const unlocks = usesOn(house);
    const mine = { ...HERE, deviceToken: 'cookie' };
    expect(await unlocks.open(await asked(house, unlocks), mine)).toEqual({ outcome: 'opened', deviceToken: 'cookie' });
    const { storage, owner } = house;
    await storage.transactor.transact((tx) => storage.accountCuts.forgetDevices(tx, owner.id));
    const again = await unlocks.open(await asked(house, unlocks), mine);
    expect(again).toMatchObject({ outcome: 'opened' });
    expect(again).not.toHaveProperty('deviceToken', 'cookie');
    expect(await storage.signInReads.device(sha256('cookie'), owner.id)).toBeNull();
  });

  it('uses a link once, when two use it at the same time as well', async () => {
    const house = await openHouse(open);
    const token = await asked(house, usesOn(house));
    const both = await Promise.all([
      usesOn(house).open(token, HERE),
      usesOn(house, house.otherStorage).open(token, HERE),
    ]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['opened', 'over']);
    expect(await usesOn(house).look(token, HERE)).toEqual({ kind: 'over' });
  });

  it('is the one that asked, within 30 minutes', async () => {
    const house = await openHouse(open);
    const unlocks = usesOn(house);
    const token = await asked(house, unlocks);
    for (const browserToken of ['another', null]) {
      expect(await unlocks.look(token, { ...HERE, browserToken })).toEqual({ kind: 'other-browser' });
      expect(await unlocks.open(token, { ...HERE, browserToken })).toEqual({ outcome: 'other-browser' });
    }
    house.clock.at = NOW + 30 * MINUTE_MS - 1;
    expect(await unlocks.look(token, HERE)).toMatchObject({ kind: 'open' });
    house.clock.at = NOW + 30 * MINUTE_MS;
    expect(await unlocks.look(token, HERE)).toEqual({ kind: 'over' });
    expect(await unlocks.open(token, HERE)).toEqual({ outcome: 'over' });
  });

  it('is not let in by a link for a new password', async () => {
    const house = await openHouse(open);
    const token = await asked(house, usesOn(house));
    await house.db.updateTable('password_links').set({ purpose: 'password' }).execute();
    expect(await usesOn(house).open(token, HERE)).toEqual({ outcome: 'over' });
  });

  it('is mailed a link at most 3 times an hour; nobody’s address leaves the same rows and no mail', async () => {
    const house = await openHouse(open);
    const unlocks = usesOn(house);
    for (let n = 0; n < 5; n++) expect(await unlocks.request(addressOf(house.owner), HERE)).toBe('asked');
    expect(await mails(house)).toHaveLength(3);
    expect(await unlocks.request('nobody@riverside.example', HERE)).toBe('asked');
    const rows = await house.db.selectFrom('password_links').select(['account_id', 'purpose']).execute();
    expect(rows).toHaveLength(6);
    expect(rows.filter((row) => row.account_id === null)).toHaveLength(3);
    expect(rows.every((row) => row.purpose === 'unlock')).toBe(true);
    expect(await mails(house)).toHaveLength(3);
  });
});

/** Asks for a mail and takes the token from it. */
async function asked(house: House, unlocks: Unlocks): Promise<string> {
  const before = new Set(await tokens(house));
  expect(await unlocks.request(addressOf(house.owner), HERE)).toBe('asked');
  const [token, ...more] = (await tokens(house)).filter((one) => !before.has(one));
  if (token === undefined || more.length > 0) throw new Error('not one mail');
  return token;
}

async function tokens(house: House): Promise<readonly string[]> {
  return (await mails(house)).flatMap((one) =>
    one.kind === 'browser-unlock' ? [one.path.replace('/unlock/', '')] : [],
  );
}

function usesOn({ clock, storage: own }: House, storage = own): Unlocks {
  return createUnlocks({
    ...storage,
    reads: storage.signInReads,
    tries: createTries(storage.lanes),
    auditor: auditorAt(clock),
    addressMac: (canonical) => `mac of ${canonical}`,
    describeBrowser: (userAgent) => userAgent,
    random: systemRandom,
    clock: { now: () => clock.at },
    kickOutbox: () => undefined,
  });
}
