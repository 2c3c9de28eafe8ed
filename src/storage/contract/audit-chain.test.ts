import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createLink } from '../../domain/audit/run/chain.ts';
import { createHeadSigner } from '../../domain/audit/run/heads.ts';
import type { EventMark, SealStore } from '../../domain/audit/run/ports.ts';
import { createTrail } from '../../domain/audit/run/read.ts';
import { createSealer, type Sealer } from '../../domain/audit/run/sealer.ts';
import { verifyTrail } from '../../domain/audit/run/verify.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import type { Storage } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines, plainSealing } from './engines.ts';

const START = 1_700_000_000_000;
const random = { bytes: randomBytes };
const keys = keyRingFrom(Buffer.alloc(32, 7));
const link = createLink(keys);
const signer = createHeadSigner(keys);

onBothEngines('the audit trail', (open) => {
  it('is ordered by time and id, numbered without gaps, and verifies', async () => {
    const { storage, db } = await open();
    await plant(db, ['c', START + 2], ['b', START + 1], ['a', START + 2]);
    expect(await sealerOn(storage).run()).toBe(3);
    expect((await storage.seals.after(0, 10)).map((row) => [row.seal.seq, row.event?.id])).toEqual([
      [1, 'b'],
      [2, 'a'],
      [3, 'c'],
    ]);
    const verified = await verify(storage);
    expect(verified).toMatchObject({ checked: 3, findings: [], head: { seq: 3 } });
  });

  it('takes rows that commit late into the chain', async () => {
    const { storage, db } = await open();
    const sealer = sealerOn(storage);
    await plant(db, ['b', START]);
    await sealer.run();
    await plant(db, ['a', START - 5_000]);
    expect(await sealer.run()).toBe(1);
    expect((await verify(storage)).findingCount).toBe(0);
  });

  it('looks at all rows at first, and later at a bounded number in each run, until each was looked at', async () => {
    const { storage, db } = await open();
    const clock = { at: START, now: () => clock.at };
    const looked: number[] = [];
    const store: SealStore = {
      ...storage.seals,
      async waitingAmong(after, rows) {
        looked.push(rows);
        return storage.seals.waitingAmong(after, rows);
      },
    };
    const sealer = createSealer({ store, leases: storage.leases, link, clock, random, step: 4 });
    const hour = 60 * MINUTE_MS;
    await plant(db, ['now', START], ...numbered(9, 0).map(([id]) => [id, START - hour] as const));
    expect(await sealer.run()).toBe(10);
    await plant(db, ['old', START - 2 * hour], ['older', START - 3 * hour], ['late', START - 9 * MINUTE_MS]);
    looked.length = 0;
    // Late ones are looked for again and again, once more under the lease; the walk over all rows has had its turn.
    expect(await sealer.run()).toBe(1);
    expect(looked).toEqual([4, 4]);
    clock.at += 10 * MINUTE_MS;
    const sealed = [];
    for (let run = 0; run < 3; run++) sealed.push(await sealer.run());
    expect(sealed).toEqual([2, 0, 0]);
    expect(await storage.seals.waitingAmong(null, 99)).toEqual({ waiting: [], last: null });
    expect((await verify(storage)).findingCount).toBe(0);
  });

  it('does not pass by rows that happened at the same moment when a step ends between them', async () => {
    const { storage, db } = await open();
    await plant(db, ['a', START], ['b', START], ['c', START], ['d', START + 1]);
    const seen: string[] = [];
    for (let mark: EventMark | null = null; ; ) {
      const { waiting, last }: Awaited<ReturnType<SealStore['waitingAmong']>> = await storage.seals.waitingAmong(
        mark,
        2,
      );
      expect(waiting.length).toBeLessThanOrEqual(2);
      seen.push(...waiting.map(({ id }) => id));
      mark = last;
      if (last === null) break;
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not fork when several sealers run at once', async () => {
    const opened = await open();
    const { storage, db } = opened;
    const nodes = [storage, opened.another().storage, opened.another().storage];
    for (let round = 0; round < 4; round++) {
      await plant(db, ...numbered(30, round));
      const counts = await Promise.all(nodes.map((node) => sealerOn(node).run()));
      const rest = await sealerOn(storage).run();
      expect(counts.reduce((a, b) => a + b, 0) + rest).toBe(30);
    }
    expect(await verify(storage)).toMatchObject({ checked: 120, findings: [] });
  });

  it('appends nothing when one of the numbers or rows has its link already', async () => {
    const { storage, db } = await open();
    await plant(db, ['a', START], ['b', START + 1]);
    const one = { seq: 1, eventId: 'a', link: 'x' };
    expect(await storage.seals.append([one])).toBe(true);
    expect(await storage.seals.append([{ seq: 2, eventId: 'b', link: 'y' }, one])).toBe(false);
    expect(await storage.seals.append([{ seq: 2, eventId: 'a', link: 'y' }])).toBe(false);
    expect(await storage.seals.after(0, 10)).toHaveLength(1);
  });

  it('shows a changed row, a changed link, a removed row, removed links, reordered rows and a cut-off end', async () => {
    const { storage, db } = await open();
    await plant(db, ...numbered(12, 0));
    await sealerOn(storage).run();
    const { head } = await verify(storage);
    const ids = (await storage.seals.after(0, 20)).map((row) => row.seal.eventId);
    await db.updateTable('audit_events').set({ details: '{"n":99}' }).where('id', '=', `${ids[1]}`).execute();
    await db
      .updateTable('audit_seals')
      .set({ link: 'f'.repeat(64) })
      .where('seq', '=', 4)
      .execute();
    await db.deleteFrom('audit_events').where('id', '=', `${ids[6]}`).execute();
    await db.deleteFrom('audit_seals').where('seq', '=', 9).execute();
    await db.deleteFrom('audit_seals').where('seq', '=', 12).execute();
    const found = await verifyTrail({ ...chainOf(storage), clock: at(START) }, { noted: head ?? never() });
    expect(found.findings).toEqual([
      { kind: 'link-wrong', seq: 2, eventId: ids[1] },
      { kind: 'link-wrong', seq: 4, eventId: ids[3] },
      { kind: 'link-wrong', seq: 5, eventId: ids[4] },
      { kind: 'row-removed', seq: 7, eventId: ids[6] },
      { kind: 'links-removed', seq: 9, count: 1 },
      { kind: 'head-missing', seq: 12 },
    ]);
  });

  it('shows two rows that changed places', async () => {
    const { storage, db } = await open();
    await plant(db, ...numbered(4, 0));
    await sealerOn(storage).run();
    const ids = (await storage.seals.after(0, 20)).map((row) => row.seal.eventId);
    await db.updateTable('audit_seals').set({ event_id: 'aside' }).where('seq', '=', 2).execute();
    await db
      .updateTable('audit_seals')
      .set({ event_id: `${ids[1]}` })
      .where('seq', '=', 3)
      .execute();
    await db
      .updateTable('audit_seals')
      .set({ event_id: `${ids[2]}` })
      .where('seq', '=', 2)
      .execute();
    const { findings } = await verify(storage);
    expect(findings.map((finding) => 'seq' in finding && finding.seq)).toEqual([2, 3]);
  });

  it('shows a row that waits for its place longer than it should, and only then', async () => {
    const { storage, db } = await open();
    await plant(db, ['a', START]);
    const deps = chainOf(storage);
    expect((await verifyTrail({ ...deps, clock: at(START + MINUTE_MS) })).findings).toEqual([]);
    expect((await verifyTrail({ ...deps, clock: at(START + MINUTE_MS + 1) })).findings).toEqual([
      { kind: 'unsealed', eventId: 'a', at: START },
    ]);
  });

  it('does not verify with another key', async () => {
    const { storage, db } = await open();
    await plant(db, ['a', START]);
    await sealerOn(storage).run();
    const other = createLink(keyRingFrom(Buffer.alloc(32, 8)));
    expect((await verifyTrail({ ...chainOf(storage), link: other, clock: at(START) })).findingCount).toBe(1);
  });

  it('is listed newest first by account, name and time, and exported oldest first', async () => {
    const { storage, db } = await open();
    await plant(db, ['a', START, 'amara'], ['b', START + 1, 'ben'], ['c', START + 2, 'amara']);
    await sealerOn(storage).run();
    const auditor = createAuditor({ sealing: plainSealing, random, clock: at(START) });
    const trail = createTrail({ ...chainOf(storage), reads: storage.auditReads, auditor });
    const listed = async (filter: object, limit = 10) => (await trail.list(filter, limit)).map(({ event }) => event.id);
    expect(await listed({})).toEqual(['c', 'b', 'a']);
    expect(await listed({}, 1)).toEqual(['c']);
    expect(await listed({ accountId: 'amara' })).toEqual(['c', 'a']);
    expect(await listed({ name: 'password.ok', since: START + 1 })).toEqual(['c', 'b']);
    expect(await listed({ name: 'password.bad' })).toEqual([]);
    const exported: string[] = [];
    for await (const row of trail.export({ since: START + 1 })) exported.push(row.seal.eventId);
    expect(exported).toEqual(['b', 'c']);
  });
});

onBothEngines('a lease', (open) => {
  it('is held by one at a time, renewed by its holder, and taken over when it has run out', async () => {
    const { storage } = await open();
    const take = (holder: string, now: number) => storage.leases.take('job', holder, now, now + 10);
    expect(await take('one', 100)).toBe(true);
    expect(await take('two', 105)).toBe(false);
    expect(await take('one', 105)).toBe(true);
    expect(await take('two', 114)).toBe(false);
    expect(await take('two', 115)).toBe(true);
    await storage.leases.release('job', 'one');
    expect(await take('one', 116)).toBe(false);
    await storage.leases.release('job', 'two');
    expect(await take('one', 116)).toBe(true);
  });

  it('goes to exactly one of many that ask at once', async () => {
    const opened = await open();
    const [one, two] = [opened.storage, opened.another().storage];
    const asked = Array.from({ length: 12 }, (_, i) => (i % 2 ? two : one).leases.take('job', `holder ${i}`, 100, 200));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });
});

function sealerOn(storage: Storage): Sealer {
  return createSealer({ store: storage.seals, leases: storage.leases, link, clock: at(START), random });
}

function chainOf(storage: Storage) {
  return { store: storage.seals, heads: storage.heads, signer, link };
}

function verify(storage: Storage) {
  return verifyTrail({ ...chainOf(storage), clock: at(START) });
}

function at(now: number) {
  return { now: () => now };
}

function numbered(count: number, round: number): [string, number][] {
  return Array.from({ length: count }, (_, n) => [`${round}-${String(n).padStart(3, '0')}`, START + n]);
}

async function plant(db: Db, ...rows: readonly (readonly [string, number, string?])[]): Promise<void> {
  const values = rows.map(([id, happened, accountId], n) => ({
    id,
    at: happened,
    name: 'password.ok',
    account_id: accountId ?? null,
    actor: 'claimant',
    organization_id: null,
    attempt_id: null,
    details: JSON.stringify({ n, method: 'password' }),
    sealed: null,
  }));
  await db.insertInto('audit_events').values(values).execute();
}

function never(): never {
  throw new Error('the trail has no head');
}
