import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { Membership, Organization } from '../../organizations/decide/mandate.ts';
import { act } from '../../organizations/run/act.ts';
import { askToJoin } from '../../organizations/run/members.ts';
import type { At } from '../../organizations/run/ports.ts';
import { named } from '../../organizations/run/terms.ts';
import { type Place, planRow, takesSeat } from '../decide/plan.ts';
import type { CheckedRow, CheckProblem } from './check.ts';
import { type ImportDeps, personOf } from './person.ts';
import type { DoneRow, ImportedPerson } from './ports.ts';
import type { RowReport } from './report.ts';

/** A row that was read, or why it could not be. */
export type BatchRow =
  | { readonly line: number; readonly checked: CheckedRow }
  | { readonly line: number; readonly problem: CheckProblem };

/** What all batches of one import share. */
export interface BatchOptions {
  readonly runId: string;
  readonly dryRun: boolean;
}

/** A row whose places were found, and the digest that it is known by. */
interface Resolved {
  readonly row: CheckedRow;
  readonly places: readonly Place[];
  readonly key: string;
}

/** An account that has an address; `id` null: a dry run would have made it. */
interface Holder {
  readonly id: AccountId | null;
  readonly memberships: readonly Membership[];
}

/** What rows before have led to. A dry run keeps it from batch to batch: nothing of it is in the store. */
interface Ledger {
  readonly holders: Map<string, Holder>;
  readonly seatsTaken: Set<OrganizationId>;
}

/** Carries out rows, each batch whole or not at all. */
export function createBatches(deps: ImportDeps, options: BatchOptions) {
  const imagined = emptyLedger();
  const decide = async (fresh: readonly Resolved[]) => {
    if (options.dryRun) return decideAll(deps, options, fresh, null, imagined);
    return fresh.length === 0 ? [] : act(deps, (tx) => decideAll(deps, options, fresh, tx, emptyLedger()));
  };
  return {
    /** Reports of these rows, in their order. */
    async carryOut(rows: readonly BatchRow[]): Promise<readonly RowReport[]> {
      const { reports, fresh } = await sift(deps, rows);
      const decided = await decide(fresh);
      return [...reports, ...decided].sort((one, other) => one.line - other.line);
    },
  };
}

function emptyLedger(): Ledger {
  return { holders: new Map(), seatsTaken: new Set() };
}

/** Sets apart what needs no decision: rows that could not be read, name no organization of ours, or were done before. */
async function sift(
  deps: ImportDeps,
  rows: readonly BatchRow[],
): Promise<{ readonly reports: readonly RowReport[]; readonly fresh: readonly Resolved[] }> {
  const all = await deps.organizations.list(null);
  const reports: RowReport[] = [];
  const resolved: Resolved[] = [];
  for (const row of rows) {
    const found = 'problem' in row ? row.problem : resolve(deps, all, row.checked);
    if (typeof found === 'string') {
      reports.push({ line: row.line, accountId: null, outcome: 'refused', reason: found });
    } else resolved.push(found);
  }
  const done = await deps.importStore.done(
    null,
    resolved.map(({ key }) => key),
  );
  const fresh = resolved.filter(({ row: { line }, key }) => {
    const accountId = done.get(key);
    if (accountId !== undefined) reports.push({ line, accountId, outcome: 'unchanged', reason: 'imported-before' });
    return accountId === undefined;
  });
  return { reports, fresh };
}

function resolve(deps: ImportDeps, all: readonly Organization[], row: CheckedRow): Resolved | 'organization-unknown' {
  const places = row.memberships.flatMap(({ organization: typed, kind }) => {
    const organization = all.find((one) => one.id === typed) ?? named(all, typed, null);
    return organization === null ? [] : [{ organization, kind }];
  });
  if (places.length < row.memberships.length) return 'organization-unknown';
  const belongs = places.map(({ organization, kind }) => `${organization.id} ${kind}`).sort();
  return { row, places, key: deps.rowMac([row.address.canonical, ...row.content, ...belongs]) };
}

/** Decides rows one after another, each on what those before it led to, and writes what came of it. `tx` null: writes nothing. */
async function decideAll(
  deps: ImportDeps,
  options: BatchOptions,
  rows: readonly Resolved[],
  tx: Tx | null,
  ledger: Ledger,
): Promise<readonly RowReport[]> {
  await readInto(deps, tx, rows, ledger);
  // As they are now: a mandate may have been granted since the places were found.
  const current = new Map((await deps.organizations.list(tx)).map((one) => [one.id, one]));
  const pen = createPen(deps, tx);
  const reports: RowReport[] = [];
  for (const one of rows) {
    const places = one.places.map((place) => {
      return { ...place, organization: current.get(place.organization.id) ?? place.organization };
    });
    reports.push(await decideOne(deps, options, { ...one, places }, pen, ledger));
  }
  await pen.finish();
  return reports;
}

async function decideOne(
  deps: ImportDeps,
  options: BatchOptions,
  { row, places, key }: Resolved,
  pen: Pen,
  ledger: Ledger,
): Promise<RowReport> {
  const { line } = row;
  const { canonical } = row.address;
  const now = deps.clock.now();
  const holder = ledger.holders.get(canonical) ?? null;
  const plan = planRow(places, { standing: holder?.memberships ?? null, seatsTaken: ledger.seatsTaken, now });
  if (plan.do === 'refuse') {
    return { line, accountId: holder?.id ?? null, outcome: 'refused', reason: plan.problem };
  }
  if (plan.do === 'create') {
    const id = pen.create(personOf(deps, options, row, places));
    remember(ledger, canonical, { id, memberships: [] }, places, now);
    pen.done(key, id, now);
    return { line, accountId: id, outcome: 'created', reason: row.password === null ? 'password-missing' : null };
  }
  const id = holder?.id ?? null;
  pen.done(key, id, now);
  if (plan.do === 'keep') return { line, accountId: id, outcome: 'unchanged', reason: 'account-kept' };
  for (const place of plan.places) await pen.ask(id, place);
  remember(ledger, canonical, { id, memberships: holder?.memberships ?? [] }, plan.places, null);
  return { line, accountId: id, outcome: 'updated', reason: 'asked-to-join' };
}

/** Notes the places that somebody has now; `acceptedAt` null: was asked only. */
function remember(
  { holders, seatsTaken }: Ledger,
  canonical: string,
  { id, memberships }: Holder,
  places: readonly Place[],
  acceptedAt: EpochMs | null,
): void {
  const added = places.map((place) => ({ ...place, acceptedAt, skipsUsed: 0 }));
  holders.set(canonical, { id, memberships: [...memberships, ...added] });
  for (const place of places.filter(takesSeat)) seatsTaken.add(place.organization.id);
}

/** Reads who has these addresses, and whose seat is taken, as far as the ledger does not know. */
async function readInto(deps: ImportDeps, at: At, rows: readonly Resolved[], ledger: Ledger): Promise<void> {
  const asked = new Set(rows.map(({ row }) => row.address.canonical).filter((one) => !ledger.holders.has(one)));
  for (const [canonical, id] of await deps.importStore.holders(at, [...asked])) {
    ledger.holders.set(canonical, { id, memberships: await deps.memberships.membershipsOf(at, id) });
  }
  const solo = new Set(
    rows.flatMap(({ places }) => places.filter(takesSeat).map(({ organization }) => organization.id)),
  );
  for (const id of solo) {
    const members = await deps.memberships.membersOf(at, id);
    if (members.some(({ kind }) => kind !== 'patient')) ledger.seatsTaken.add(id);
  }
}

/** What writes; in a dry run, what would. */
type Pen = ReturnType<typeof createPen>;

function createPen(deps: ImportDeps, tx: Tx | null) {
  let people: ImportedPerson[] = [];
  const rows: DoneRow[] = [];
  const flush = async () => {
    if (tx !== null && people.length > 0) await deps.importStore.insert(tx, people);
    people = [];
  };
  return {
    /** Takes somebody new; returns the id, null in a dry run: nobody will have it. */
    create(person: ImportedPerson): AccountId | null {
      if (tx === null) return null;
      people.push(person);
      return person.record.account.id;
    },
    async ask(id: AccountId | null, { organization, kind }: Place): Promise<void> {
      if (tx === null || id === null) return;
      // Somebody of this very batch has to be there to be asked.
      await flush();
      const asked = await askToJoin(deps, tx, organization.id, id, kind);
      if (!asked.ok) throw new Error(`import: a planned row was refused: ${asked.error.reason}`);
    },
    done(key: string, accountId: AccountId | null, importedAt: EpochMs): void {
      if (accountId !== null) rows.push({ key, accountId, importedAt });
    },
    async finish(): Promise<void> {
      await flush();
      if (tx !== null && rows.length > 0) await deps.importStore.remember(tx, rows);
    },
  };
}
