import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { SignedHead } from '../../domain/audit/decide/head.ts';
import { createLink } from '../../domain/audit/run/chain.ts';
import { createHeadSigner, createHeads, type HeadDeps } from '../../domain/audit/run/heads.ts';
import type { AuditFilter, HeadOutlet } from '../../domain/audit/run/ports.ts';
import { createTrail, type ExportedRow } from '../../domain/audit/run/read.ts';
import { createSealer } from '../../domain/audit/run/sealer.ts';
import { type Verification, verifyTrail } from '../../domain/audit/run/verify.ts';
import { type ExportFinding, verifyExport } from '../../domain/audit/run/verify-export.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import { DAY_MS, HOUR_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { signatureCheck } from '../../platform/signing.ts';
import type { Storage } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines, plainSealing } from './engines.ts';

const START = 1_700_000_000_000;
const YEAR = 365.25 * DAY_MS;
const random = { bytes: randomBytes };
const keys = keyRingFrom(Buffer.alloc(32, 7));
const link = createLink(keys);
const signer = createHeadSigner(keys);
const check = signatureCheck(signer.publicKey);

onBothEngines('signed heads', (open) => {
  it('are signed when they are due and the trail went on, and at once when asked', async () => {
    const { storage, db } = await open();
    await plant(storage, db, 0, 3);
    expect(await headsAt(storage, START).run()).toBe(1);
    expect(await headsAt(storage, START + 2 * HOUR_MS).run()).toBe(0);
    await plant(storage, db, 3, 2);
    expect(await headsAt(storage, START + HOUR_MS - 1).run()).toBe(0);
    expect(await headsAt(storage, START + HOUR_MS).run()).toBe(1);
    await plant(storage, db, 5, 1);
    expect(await headsAt(storage, START + HOUR_MS + 1).run('now')).toBe(1);
    expect((await storage.heads.all()).map(({ kind, seq, at }) => [kind, seq, at - START])).toEqual([
      ['head', 3, 0],
      ['head', 5, HOUR_MS],
      ['head', 6, HOUR_MS + 1],
    ]);
  });

  it('are signed once by several nodes at a time', async () => {
    const opened = await open();
    const nodes = [opened.storage, opened.another().storage, opened.another().storage];
    await plant(opened.storage, opened.db, 0, 20);
    const made = await Promise.all(nodes.map((node) => headsAt(node, START).run()));
    expect(made.reduce((a, b) => a + b, 0)).toBe(1);
    expect(await opened.storage.heads.all()).toHaveLength(1);
  });

  it('are handed out once by each way, and again when one did not arrive', async () => {
    const { storage, db } = await open();
    const troubles: string[] = [];
    const file = outlet('file');
    const webhook = outlet('webhook', 1);
    const deps = { outlets: [webhook, file], onTrouble: (what: string) => void troubles.push(what) };
    await plant(storage, db, 0, 3);
    expect(await headsAt(storage, START, deps).run()).toBe(1);
    expect([file.handed, webhook.handed]).toEqual([[3], []]);
    expect(troubles).toEqual(['audit heads to webhook']);
    await headsAt(storage, START + 1, deps).run();
    await headsAt(storage, START + 2, deps).run();
    expect([file.handed, webhook.handed]).toEqual([[3], [3]]);
  });

  it('sound an alarm when a row was changed before it was covered', async () => {
    const { storage, db } = await open();
    const troubles: string[] = [];
    await plant(storage, db, 0, 3);
    await db.updateTable('audit_events').set({ actor: 'nobody' }).where('id', '=', 'row-001').execute();
    await headsAt(storage, START, { onTrouble: (what) => void troubles.push(what) }).run();
    expect(troubles).toEqual(['audit trail changed']);
  });
});

onBothEngines('an export', (open) => {
  it('is what was signed, and says how far', async () => {
    const { rows, heads } = await signedTrail(await open());
    expect(await verified(rows, heads)).toEqual({
      checked: 12,
      compared: 2,
      first: 1,
      signedTo: 10,
      last: 12,
      findings: [],
      findingCount: 0,
    });
  });

  it('shows a row that was changed, removed, put in, moved or cut off, and which one', async () => {
    const { rows, heads } = await signedTrail(await open());
    const changed = rows.with(6, { ...rowAt(rows, 6), event: { ...eventAt(rows, 6), actor: 'nobody' } });
    expect(await found(changed, heads)).toEqual([{ kind: 'row-changed', seq: 7, eventId: 'row-006' }]);
    expect(await found(rows.toSpliced(6, 1), heads)).toEqual([{ kind: 'rows-missing', seq: 7, count: 1 }]);
    expect(await found(rows.toSpliced(6, 0, rowAt(rows, 2)), heads)).toEqual([
      { kind: 'row-misplaced', seq: 3, eventId: 'row-002' },
    ]);
    const swapped = rows.with(6, rowAt(rows, 7)).with(7, rowAt(rows, 6));
    expect(await found(swapped, heads)).toEqual([
      { kind: 'rows-missing', seq: 7, count: 1 },
      { kind: 'row-misplaced', seq: 7, eventId: 'row-006' },
    ]);
    expect(await found(rows.slice(0, 7), heads)).toEqual([{ kind: 'cut-off', from: 8, seq: 10 }]);
    expect(await found(rows.slice(2), heads)).toEqual([{ kind: 'start-missing', seq: 3 }]);
  });

  it('of a trail that was written anew with new hashes differs from the head, between two heads', async () => {
    const opened = await open();
    const { heads } = await signedTrail(opened);
    await opened.db.updateTable('audit_events').set({ actor: 'nobody' }).where('id', '=', 'row-006').execute();
    const rows = await exported(opened.storage);
    expect(await found(rows, heads)).toEqual([{ kind: 'rewritten', from: 6, seq: 10 }]);
    await opened.db.deleteFrom('audit_events').where('id', '=', 'row-001').execute();
    expect(await found(await exported(opened.storage), heads)).toEqual([
      { kind: 'row-removed', seq: 2, eventId: 'row-001' },
      { kind: 'rewritten', from: 1, seq: 5 },
      { kind: 'rewritten', from: 1, seq: 10 },
    ]);
  });

  it('is not confirmed by a head that another key signed, or that was changed', async () => {
    const { rows, heads } = await signedTrail(await open());
    const forged = heads.map((head) => ({ ...head, digest: 'f'.repeat(64) }));
    expect(await verified(rows, forged)).toMatchObject({ compared: 0, findingCount: 2 });
    const stranger = signatureCheck(createHeadSigner(keyRingFrom(Buffer.alloc(32, 8))).publicKey);
    const findings = (await verifyExport(streamed(rows), heads, stranger)).findings;
    expect(findings).toEqual(heads.map(({ seq }) => ({ kind: 'head-forged', seq })));
  });

  it('of a part is by account, event, organization and time, over any number of pages', async () => {
    const { storage, db } = await open();
    await plant(storage, db, 0, 1_203);
    const some = async (filter: AuditFilter) => (await exported(storage, filter)).map(({ seal }) => seal.seq);
    expect(await some({ name: 'password.ok' })).toEqual(Array.from({ length: 1_203 }, (_, n) => n + 1));
    expect(await some({ name: 'password.bad' })).toEqual([]);
    expect(await some({ since: START + 2, until: START + 5 })).toEqual([3, 4, 5]);
    expect(await some({ accountId: 'amara' as never, until: START + 7 })).toEqual([1, 4, 7]);
    expect(await some({ organizationId: 'riverside' as never, until: START + 7 })).toEqual([1, 3, 5, 7]);
    expect((await exported(storage, { since: START })).every(({ digest }) => digest === null)).toBe(true);
  });
});

onBothEngines('retention', (open) => {
  it('deletes old rows up to a signed head, and what is left verifies and says where it starts', async () => {
    const opened = await open();
    const { storage, db } = opened;
    await signedTrail(opened);
    const later = START + 6 * YEAR + HOUR_MS;
    expect(await headsAt(storage, later - HOUR_MS - 1).prune()).toBe(0);
    expect(await headsAt(storage, later).prune()).toBe(10);
    expect(await headsAt(storage, later).prune()).toBe(0);
    expect(await db.selectFrom('audit_events').select('id').orderBy('id').execute()).toHaveLength(2);
    const noted = { seq: 5, link: 'a'.repeat(64) };
    const trail = await verifyHere(storage, noted);
    expect(trail).toMatchObject({ checked: 2, start: { seq: 11, at: later }, findings: [], head: { seq: 12 } });
    await plant(storage, db, 12, 2);
    expect(await headsAt(storage, later + 1).run('now')).toBe(1);
    const rows = await exported(storage);
    expect(await verified(rows, await storage.heads.all())).toMatchObject({
      checked: 4,
      first: 11,
      signedTo: 14,
      findings: [],
    });
  });

  it('keeps the newest row, so that numbers go on', async () => {
    const { storage, db } = await open();
    await plant(storage, db, 0, 4);
    await headsAt(storage, START).run();
    expect(await headsAt(storage, START + 7 * YEAR).prune()).toBe(0);
  });

  it('goes on where it was broken off', async () => {
    const opened = await open();
    const { storage } = opened;
    await signedTrail(opened);
    const broken = { pruning: { deleteTo: () => Promise.reject(new Error('database away')) } };
    await expect(headsAt(storage, START + 7 * YEAR, broken).prune()).rejects.toThrow('away');
    expect(await verifyHere(storage)).toMatchObject({ checked: 2, findings: [] });
    expect(await headsAt(storage, START + 7 * YEAR).prune()).toBe(10);
  });

  it('deletes nothing by a head that this instance did not sign, and tells of a start that it did not', async () => {
    const opened = await open();
    const { storage, db } = opened;
    await signedTrail(opened);
    await db
      .updateTable('audit_heads')
      .set({ signature: 'A'.repeat(86) })
      .execute();
    expect(await headsAt(storage, START + 7 * YEAR).prune()).toBe(0);
    await db.updateTable('audit_heads').set({ kind: 'start' }).where('seq', '=', 5).execute();
    expect((await verifyHere(storage)).findings).toEqual([{ kind: 'start-forged', seq: 5 }]);
  });
});

/** Twelve rows; heads were signed over the first five and the first ten. */
async function signedTrail({ storage, db }: { readonly storage: Storage; readonly db: Db }) {
  await plant(storage, db, 0, 5);
  await headsAt(storage, START).run('now');
  await plant(storage, db, 5, 5);
  await headsAt(storage, START + HOUR_MS).run('now');
  await plant(storage, db, 10, 2);
  return { rows: await exported(storage), heads: await storage.heads.all() };
}

function headsAt(storage: Storage, now: number, more: Partial<HeadDeps> = {}) {
  return createHeads({
    ...storage,
    store: storage.seals,
    link,
    signer,
    outlets: [],
    rules: { everyMs: HOUR_MS, keptYears: 6 },
    clock: { now: () => now },
    random,
    onTrouble: () => {},
    ...more,
  });
}

/** Remembers what it was handed, after failing so many times. */
function outlet(name: HeadOutlet['name'], failures = 0): HeadOutlet & { readonly handed: number[] } {
  const handed: number[] = [];
  let left = failures;
  return {
    name,
    handed,
    async hand({ seq }) {
      left -= 1;
      if (left >= 0) throw new Error('away');
      handed.push(seq);
    },
  };
}

async function plant(storage: Storage, db: Db, from: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({
    id: `row-${String(from + n).padStart(3, '0')}`,
    at: START + from + n,
    name: 'password.ok',
    account_id: (from + n) % 3 === 0 ? 'amara' : null,
    actor: 'claimant',
    organization_id: (from + n) % 2 === 0 ? 'riverside' : null,
    attempt_id: null,
    details: JSON.stringify({ n }),
    sealed: null,
  }));
  await db.insertInto('audit_events').values(rows).execute();
  const clock = { now: () => START };
  await createSealer({ store: storage.seals, leases: storage.leases, link, clock, random }).run();
}

async function exported(storage: Storage, filter: AuditFilter = {}): Promise<ExportedRow[]> {
  const auditor = createAuditor({ sealing: plainSealing, random, clock: { now: () => START } });
  const trail = createTrail({ reads: storage.auditReads, store: storage.seals, heads: storage.heads, auditor });
  const rows: ExportedRow[] = [];
  for await (const row of trail.export(filter)) rows.push(row);
  return rows;
}

function verifyHere(storage: Storage, noted?: NonNullable<Verification['head']>): Promise<Verification> {
  const deps = { store: storage.seals, heads: storage.heads, signer, link, clock: { now: () => START } };
  return verifyTrail(deps, noted === undefined ? {} : { noted });
}

function verified(rows: readonly ExportedRow[], heads: readonly SignedHead[]) {
  return verifyExport(streamed(rows), heads, check);
}

async function found(rows: readonly ExportedRow[], heads: readonly SignedHead[]): Promise<readonly ExportFinding[]> {
  return (await verified(rows, heads)).findings;
}

async function* streamed(rows: readonly ExportedRow[]): AsyncIterable<ExportedRow> {
  yield* rows;
}

function rowAt(rows: readonly ExportedRow[], index: number): ExportedRow {
  const row = rows[index];
  if (row === undefined) throw new Error(`no row ${index}`);
  return row;
}

function eventAt(rows: readonly ExportedRow[], index: number) {
  const { event } = rowAt(rows, index);
  if (event === null) throw new Error(`row ${index} was removed`);
  return event;
}
