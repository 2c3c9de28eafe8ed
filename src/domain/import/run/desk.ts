import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { Jobs } from '../../jobs/run/jobs.ts';
import type { Denial } from '../../roles/decide/permissions.ts';
import type { Actor } from '../../roles/run/actor.ts';
import type { Import, ImportDone, ImportInput } from './import.ts';
import type { FileProblem, RowReport } from './report.ts';

/** A whole file, given to the console. */
export interface GivenFile extends Pick<ImportInput, 'form' | 'organization' | 'dryRun'> {
  readonly bytes: Uint8Array;
}

/** What an import of the console came to, as it is kept. */
export interface ImportOutcome {
  readonly dryRun: boolean;
  readonly done: Result<ImportDone, FileProblem>;
}

/** Importing from the console, in the background. */
export interface ImportDesk {
  /** Begins an import: a job whose result is an {@link ImportOutcome}. */
  start(file: GivenFile): Promise<Result<string, Denial | 'running'>>;
  /** What became of each row so far, in the order of the file. */
  rows(jobId: string): Promise<Result<AsyncIterable<RowReport>, Denial>>;
}

/** What it works with. */
export interface ImportDeskDeps {
  readonly imports: Import;
  readonly jobs: Pick<Jobs, 'start' | 'told'>;
  readonly by: Actor;
}

/** Imports for whoever acts. */
export function createImportDesk({ imports, jobs, by }: ImportDeskDeps): ImportDesk {
  return {
    async start({ bytes, ...file }) {
      const denial = await by.denial(null, 'import.run', { kind: 'everything' });
      if (denial !== null) return refused(denial);
      return jobs.start('import', by.id, async (report): Promise<ImportOutcome> => {
        const done = await imports.run({ ...file, bytes: piecesOf(bytes) }, ({ bytesRead, rows }) =>
          report(bytesRead / Math.max(1, bytes.length), JSON.stringify(rows)),
        );
        return { dryRun: file.dryRun, done };
      });
    },
    async rows(jobId) {
      const denial = await by.denial(null, 'import.run', { kind: 'everything' });
      return denial === null ? ok(rowsIn(jobs.told(jobId))) : refused(denial);
    },
  };
}

async function* rowsIn(told: AsyncIterable<string>): AsyncIterable<RowReport> {
  for await (const some of told) yield* JSON.parse(some) as readonly RowReport[];
}

const PIECE = 64 * 1_024;

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
