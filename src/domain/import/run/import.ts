import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { newId } from '../../../platform/random.ts';
import { act } from '../../organizations/run/act.ts';
import { named } from '../../organizations/run/terms.ts';
import { delimiterOf, readHeader } from '../decide/columns.ts';
import { splitRecord } from '../decide/csv.ts';
import { type BatchRow, createBatches } from './batch.ts';
import { checkRow, type Layout } from './check.ts';
import type { ImportDeps } from './person.ts';
import { type FileRecord, type RecordForm, recordsOf } from './records.ts';
import type { FileProblem, ImportCounts, RowReport } from './report.ts';

/** A file to import. */
export interface ImportInput {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly form: RecordForm;
  /** Name or id of the organization of rows that name none; null: every row names its own. */
  readonly organization: string | null;
  /** Checks and reports everything and writes nothing. */
  readonly dryRun: boolean;
}

/** How far an import is. */
export interface ImportProgress {
  readonly bytesRead: number;
  /** Rows that were decided since the last call, in the order of the file. */
  readonly rows: readonly RowReport[];
}

/** What an import came to. */
export interface ImportDone {
  readonly runId: string;
  readonly counts: ImportCounts;
}

/** Bringing people in from another system. */
export interface Import {
  /**
   * Reads a file to its end, some hundred rows in one transaction each, and tells of each row. Killed and run again it
   * leaves what one run leaves. A file that does not begin well is not begun.
   */
  run(
    input: ImportInput,
    onProgress: (progress: ImportProgress) => void | Promise<void>,
  ): Promise<Result<ImportDone, FileProblem>>;
}

/** Rows of one transaction: long enough to be quick, short enough that sign-ins do not wait for it. */
const BATCH_ROWS = 200;

/** Builds the use case. */
export function createImport(deps: ImportDeps): Import {
  return { run: (input, onProgress) => run(deps, input, onProgress) };
}

async function run(
  deps: ImportDeps,
  input: ImportInput,
  onProgress: (progress: ImportProgress) => void | Promise<void>,
): Promise<Result<ImportDone, FileProblem>> {
  if (input.organization !== null) {
    const all = await deps.organizations.list(null);
    const known = all.some((one) => one.id === input.organization) || named(all, input.organization, null) !== null;
    if (!known) return refused({ problem: 'organization-unknown' });
  }
  const records = recordsOf(input.bytes, input.form);
  try {
    const layout = await layoutOf(records, input.form);
    if (!layout.ok) return layout;
    const runId = newId<string>(deps.random);
    const counts = { created: 0, unchanged: 0, updated: 0, refused: 0 };
    const batches = createBatches(deps, { ...input, runId });
    for await (const { rows, bytesRead } of batchesOf(deps, records, layout.value, input.organization)) {
      const reports = await batches.carryOut(rows);
      for (const { outcome } of reports) counts[outcome] += 1;
      await onProgress({ bytesRead, rows: reports });
    }
    if (!input.dryRun) await noteRun(deps, runId, counts);
    return ok({ runId, counts });
  } finally {
    // Lets go of the file where it was not read to its end.
    await records.return(undefined);
  }
}

/** Reads the header, where there is one. */
async function layoutOf(records: AsyncGenerator<FileRecord>, form: RecordForm): Promise<Result<Layout, FileProblem>> {
  if (form === 'jsonl') return ok({ form });
  const { value: first } = await records.next();
  if (first === undefined) return refused({ problem: 'empty' });
  if ('problem' in first) return refused({ problem: first.problem });
  const delimiter = delimiterOf(first.text);
  const cells = splitRecord(first.text, delimiter);
  if (cells === null) return refused({ problem: 'quote-stray' });
  const columns = readHeader(cells);
  return columns.ok ? ok({ form, delimiter, columns: columns.value }) : columns;
}

async function* batchesOf(
  deps: ImportDeps,
  records: AsyncGenerator<FileRecord>,
  layout: Layout,
  organization: string | null,
): AsyncGenerator<{ readonly rows: readonly BatchRow[]; readonly bytesRead: number }> {
  let rows: BatchRow[] = [];
  let bytesRead = 0;
  for await (const record of records) {
    rows.push(rowOf(deps, layout, organization, record));
    bytesRead = record.bytesRead;
    if (rows.length < BATCH_ROWS) continue;
    yield { rows, bytesRead };
    rows = [];
  }
  if (rows.length > 0) yield { rows, bytesRead };
}

function rowOf(deps: ImportDeps, layout: Layout, organization: string | null, record: FileRecord): BatchRow {
  const { line } = record;
  if ('problem' in record) return { line, problem: record.problem };
  const checked = checkRow(deps.foreign, layout, organization, record);
  return checked.ok ? { line, checked: checked.value } : { line, problem: checked.error };
}

function noteRun(deps: ImportDeps, runId: string, counts: ImportCounts): Promise<void> {
  const event = deps.auditor.event({
    name: 'import.finished',
    accountId: null,
    actor: deps.by.id,
    details: { runId, ...counts },
  });
  return act(deps, (tx) => deps.acts.audit(tx, event));
}
