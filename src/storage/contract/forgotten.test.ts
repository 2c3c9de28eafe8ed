import { expect, it } from 'vitest';
import { createHashQueue, systemTimer } from '../../domain/methods/password/hash-queue.ts';
import { createPassword } from '../../domain/methods/password/index.ts';
import { createForgottenPasswords, type ForgottenPasswords } from '../../domain/recovery/run/forgotten.ts';
import { createTries } from '../../domain/throttling/run/tries.ts';
import { sha256 } from '../../platform/hashing.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { systemRandom } from '../../platform/random.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { NOW } from './fixtures.ts';
import { access, addressOf, auditNames, auditorAt, type House, liveKinds, mails, openHouse } from './reset-house.ts';

const GOOD = 'a long walk along the shore';
const OTHER = 'a short swim across the bay';

/** The browser that asked. */
const HERE = {
  browserToken: 'browser',
  deviceToken: null,
  source: '203.0.113.7',
  userAgent: 'Firefox',
  locale: 'en',
} as const;

onBothEngines('a forgotten password', (open) => {
  it('is replaced by a mailed link that works once and ends every other, all access, and no authenticator', async () => {
    const house = await openHouse(open);
    const forgotten = usesOn(house);
    const [first, second] = [await asked(house, forgotten), await asked(house, forgotten)];
    const before = await passwordRows(house);
    expect(await forgotten.look(second, HERE)).toMatchObject({ kind: 'choose', address: addressOf(house.owner) });
    expect(await forgotten.choose(second, GOOD, HERE)).toEqual({ outcome: 'chosen' });
    for (const token of [first, second]) {
      expect(await forgotten.look(token, HERE)).toEqual({ kind: 'over' });
      expect(await forgotten.choose(token, OTHER, HERE)).toEqual({ outcome: 'over' });
    }
    expect(await house.storage.knownBrowsers.of(house.owner.id)).toEqual([]);
    expect((await access(house, house.owner)).slice(0, 2)).toEqual([0, 0]);
    expect((await access(house, house.colleague)).slice(0, 2)).toEqual([1, 1]);
    expect(await liveKinds(house, house.owner)).toEqual(['passkey', 'password', 'recovery-code', 'totp']);
    expect(await passwordRows(house)).not.toEqual(before);
    const snapshot = await house.storage.signInReads.snapshot(house.owner.id);
    expect(snapshot?.account.passwordResetByMailAt).toBe(NOW);
    expect((await mails(house)).map(({ kind }) => kind)).toEqual([
      'password-changed',
      'password-reset',
      'password-reset',
    ]);
    expect(await auditNames(house)).toEqual([
      'password.reset-done',
      'password.reset-requested',
      'password.reset-requested',
      'session.ended',
    ]);
  });

  it('wins once when its link is used twice at the same time', async () => {
    const house = await openHouse(open);
    const token = await asked(house, usesOn(house));
    const both = await Promise.all([
      usesOn(house).choose(token, GOOD, HERE),
      usesOn(house, house.otherStorage).choose(token, OTHER, HERE),
    ]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['chosen', 'over']);
    expect((await passwordRows(house)).filter((row) => row.revoked_at === null)).toHaveLength(1);
    expect((await mails(house)).filter(({ kind }) => kind === 'password-changed')).toHaveLength(1);
  });

  it('is set in the browser that asked, within 30 minutes, while nothing else ended the link', async () => {
    const house = await openHouse(open);
    const forgotten = usesOn(house);
    const token = await asked(house, forgotten);
    const there = { ...HERE, browserToken: 'another' };
    for (const asker of [there, { ...HERE, browserToken: null }]) {
      expect(await forgotten.look(token, asker)).toEqual({ kind: 'other-browser' });
      expect(await forgotten.choose(token, GOOD, asker)).toEqual({ outcome: 'other-browser' });
    }
    house.clock.at = NOW + 30 * MINUTE_MS - 1;
    expect(await forgotten.look(token, HERE)).toMatchObject({ kind: 'choose' });
    house.clock.at = NOW + 30 * MINUTE_MS;
    expect(await forgotten.look(token, HERE)).toEqual({ kind: 'over' });
    expect(await forgotten.choose(token, GOOD, HERE)).toEqual({ outcome: 'over' });
    const next = await asked(house, forgotten);
    const { storage, owner, clock } = house;
    await storage.transactor.transact((tx) =>
      storage.accountWrites.endAccess(tx, owner.id, clock.at, 'address-changed'),
    );
    expect(await forgotten.look(next, HERE)).toEqual({ kind: 'over' });
  });

  it('is mailed at most 3 times an hour and 6 times a day, and the answer never tells', async () => {
    const house = await openHouse(open);
    const forgotten = usesOn(house);
    const ask = () => forgotten.request(addressOf(house.owner), HERE);
    for (let n = 0; n < 5; n++) expect(await ask()).toBe('asked');
    expect(await mails(house)).toHaveLength(3);
    house.clock.at = NOW + HOUR_MS;
    for (let n = 0; n < 5; n++) expect(await ask()).toBe('asked');
    expect(await mails(house)).toHaveLength(6);
    house.clock.at = NOW + 3 * HOUR_MS;
    expect(await ask()).toBe('asked');
    expect(await mails(house)).toHaveLength(6);
    house.clock.at = NOW + DAY_MS;
    expect(await ask()).toBe('asked');
    expect(await mails(house)).toHaveLength(7);
  });

  it('is mailed 3 times to who asks many times at once, of two nodes', async () => {
    const house = await openHouse(open);
    const nodes = [usesOn(house), usesOn(house, house.otherStorage)];
    const asks = Array.from({ length: 5 }, () => nodes.map((node) => node.request(addressOf(house.owner), HERE)));
    expect(new Set(await Promise.all(asks.flat()))).toEqual(new Set(['asked']));
    expect(await mails(house)).toHaveLength(3);
  });

  it('has a link that is looked at, in whichever browser and however often, without a trace', async () => {
    const house = await openHouse(open);
    const forgotten = usesOn(house);
    const token = await asked(house, forgotten);
    const before = await everything(house);
    for (const asker of [HERE, HERE, { ...HERE, browserToken: 'another' }]) await forgotten.look(token, asker);
    await forgotten.look('unknown', HERE);
    expect(await everything(house)).toEqual(before);
  });

  it.each([
    ['unknown', async (_house: House) => 'nobody@riverside.example'],
    [
      'disabled',
      async ({ db, owner }: House) => {
        await db.updateTable('accounts').set({ disabled_at: NOW }).where('id', '=', owner.id).execute();
        return addressOf(owner);
      },
    ],
    [
      'frozen',
      async ({ db, owner }: House) => {
        await db.updateTable('accounts').set({ set_up_frozen_at: NOW }).where('id', '=', owner.id).execute();
        return addressOf(owner);
      },
    ],
    [
      'unconfirmed',
      async ({ db, owner }: House) => {
        await db.updateTable('addresses').set({ confirmed_at: null }).where('account_id', '=', owner.id).execute();
        return addressOf(owner);
      },
    ],
  ])('writes the same rows and no mail for an address that is %s', async (reason, prepare) => {
    const house = await openHouse(open);
    expect(await usesOn(house).request(await prepare(house), HERE)).toBe('asked');
    const { db, storage } = house;
    expect(await db.selectFrom('password_links').selectAll().execute()).toMatchObject([{ account_id: null }]);
    expect(await db.selectFrom('outbox').selectAll().execute()).toMatchObject([
      { kind: 'password-reset', message_sealed: null, handed_over_at: NOW, account_id: null },
    ]);
    expect(await storage.outbox.lease(NOW, NOW + MINUTE_MS, 10)).toEqual([]);
    const [event] = await db.selectFrom('audit_events').selectAll().execute();
    expect(JSON.parse(event?.details ?? '')).toMatchObject({ mailed: false, reason });
  });

  it('keeps of its link only the hash', async () => {
    const house = await openHouse(open);
    const token = await asked(house, usesOn(house));
    const rows = await house.db.selectFrom('password_links').selectAll().execute();
    expect(rows).toMatchObject([{ token_hash: sha256(token), browser_hash: sha256('browser') }]);
    expect(JSON.stringify([rows, await house.db.selectFrom('audit_events').selectAll().execute()])).not.toContain(
      token,
    );
  });

  it('that somebody else set is taken back by the link in its mail, and no further one is mailed', async () => {
    const house = await openHouse(open);
    const forgotten = usesOn(house);
    await forgotten.choose(await asked(house, forgotten), GOOD, HERE);
    const pending = await asked(house, forgotten);
    const told = (await mails(house)).find(({ kind }) => kind === 'password-changed');
    const token = told !== undefined && 'path' in told ? told.path.replace('/stop/', '') : '';
    expect(await house.stops.stop(token, HERE)).toEqual({ outcome: 'stopped', password: 'taken-back' });
    expect(await liveKinds(house, house.owner)).toEqual(['passkey', 'recovery-code', 'totp']);
    expect(await forgotten.look(pending, HERE)).toEqual({ kind: 'over' });
    const before = (await mails(house)).length;
    await forgotten.request(addressOf(house.owner), HERE);
    expect(await mails(house)).toHaveLength(before);
  });
});

/** Asks for a mail and takes the token from it. */
async function asked(house: House, forgotten: ForgottenPasswords): Promise<string> {
  const before = new Set(await tokens(house));
  expect(await forgotten.request(addressOf(house.owner), HERE)).toBe('asked');
  const [token, ...more] = (await tokens(house)).filter((one) => !before.has(one));
  if (token === undefined || more.length > 0) throw new Error('not one mail');
  return token;
}

async function tokens(house: House): Promise<readonly string[]> {
  return (await mails(house)).flatMap((one) =>
    one.kind === 'password-reset' ? [one.path.replace('/forgot/', '')] : [],
  );
}

/** All rows that a new password, or asking for one, would touch. */
function everything({ db }: House) {
  const tables = ['accounts', 'attempts', 'audit_events', 'authenticators', 'devices', 'lanes', 'outbox'] as const;
  const more = ['password_links', 'sessions', 'stop_links'] as const;
  return Promise.all([...tables, ...more].map((table) => db.selectFrom(table).selectAll().execute()));
}

function passwordRows({ db, owner }: House) {
  return db
    .selectFrom('authenticators')
    .select(['id', 'revoked_at'])
    .where('account_id', '=', owner.id)
    .where('kind', '=', 'password')
    .orderBy('id')
    .execute();
}

function usesOn({ clock, storage: own }: House, storage = own): ForgottenPasswords {
  const queue = createHashQueue({ atOnce: 2, waiting: 16, maxWaitMs: 20_000 }, systemTimer);
  return createForgottenPasswords({
    ...storage,
    reads: storage.signInReads,
    tries: createTries(storage.lanes),
    passwords: createPassword({ keyRing: keyRingFrom(Buffer.alloc(32, 7)), queue, productWords: [] }).passwords,
    auditor: auditorAt(clock),
    sealing: plainSealing,
    addressMac: (canonical) => `mac of ${canonical}`,
    describeBrowser: (userAgent) => userAgent,
    random: systemRandom,
    clock: { now: () => clock.at },
    kickOutbox: () => undefined,
  });
}
