import type { FastifyRequest } from 'fastify';
import type { ImportOutcome } from '../../../domain/import/run/desk.ts';
import type { RowReport } from '../../../domain/import/run/report.ts';
import { stateOf } from '../../../domain/jobs/run/jobs.ts';
import type { Job } from '../../../domain/jobs/run/ports.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { csvLine } from '../../../platform/csv.ts';
import { withUploads } from '../../../platform/http/uploads.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { addForm, type Entered, lineOf, sendAway } from '../gate.ts';
import { wordsFor } from '../i18n/words.ts';
import type { ConsoleParts } from '../ports.ts';
import type { Problem } from '../views/again.ts';
import { deskFrameOf } from '../views/frame.tsx';
import { type ImportView, reasonWords, renderImport, renderImportJob } from '../views/import.tsx';

/** Some hundred thousand rows; more is for the command line, which need not hold the file in memory. */
const FILE_MAX = 32 * 1_024 * 1_024;
const FIELD_MAX = 1_024;
/** Refused rows that a page shows; the report has all. */
const SHOWN_MAX = 100;

/** Bringing people in from another system. */
export function registerImport(parts: ConsoleParts): void {
  withUploads(parts.server.app, { file: FILE_MAX, field: FIELD_MAX }, (app) => {
    // Nobody else makes the server hold so large a body.
    app.addHook('onRequest', async (request, reply) => {
      const at = await parts.door.enter(parts.visitorOf(request), null);
      if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    });
    addImport({ ...parts, server: { ...parts.server, app } });
  });
  addReport(parts);
}

function addImport(parts: ConsoleParts): void {
  addForm(parts, '/console/import', {
    purposes: { show: 'Asks for a file of people to import', carryOut: 'Begins to check or import a file' },
    async show({ actor, desk }, _request, again) {
      if (!mayImport(actor)) return null;
      const newest = await parts.reads.jobs.newest('import');
      return renderImport(
        { newest: newest === null ? null : await viewOf(parts, { actor, desk }, newest), again },
        desk,
      );
    },
    async carryOut(acting, request) {
      const given = bodyOf(request);
      const { file } = given;
      const { t } = wordsFor(acting.desk.locale);
      const problem = (sentence: string): Problem => ({ outcome: 'refused', sentence, field: 'file' });
      if (!Buffer.isBuffer(file) || file.length === 0) return problem(t('import.fileMissing'));
      if (file.length > FILE_MAX) return problem(t('import.fileTooLarge'));
      const organization = lineOf(given, 'organization', 120);
      const started = await acting.as.importDesk.start({
        bytes: file,
        form: lineOf(given, 'form') === 'jsonl' ? 'jsonl' : 'csv',
        organization: organization === '' ? null : organization,
        dryRun: lineOf(given, 'how') !== 'import',
      });
      if (started.ok) return { outcome: 'done', next: `/console/import/${started.value}`, said: 'import-started' };
      return problem(started.error === 'running' ? t('import.running') : t(`denied.${started.error}`));
    },
  });
}

function addReport(parts: ConsoleParts): void {
  addForm(parts, '/console/import/:id', {
    purposes: {
      show: 'Shows how far an import is and what it came to',
      carryOut: 'Sends what became of each row as a file',
    },
    async show(entered, request, again) {
      const job = await jobOf(parts, entered.actor, request);
      return job === null ? null : renderImportJob(await viewOf(parts, entered, job), again, entered.desk);
    },
    async carryOut(acting, request) {
      const job = await jobOf(parts, acting.actor, request);
      if (job === null) return null;
      const rows = await acting.as.importDesk.rows(job.id);
      if (!rows.ok) return null;
      const name = `import-${new Date(job.startedAt).toISOString().slice(0, 10)}.csv`;
      return { outcome: 'file', name, type: 'text/csv; charset=utf-8', pieces: reportLines(acting, rows.value) };
    },
  });
}

function mayImport(actor: Party): boolean {
  return may(actor, 'import.run', { kind: 'everything' }) === null;
}

async function jobOf({ reads }: ConsoleParts, actor: Party, request: FastifyRequest): Promise<Job | null> {
  const { id } = request.params as { readonly id: string };
  const job = mayImport(actor) ? await reads.jobs.byId(id) : null;
  return job?.kind === 'import' ? job : null;
}

async function viewOf(parts: ConsoleParts, { actor, desk }: Entered, job: Job): Promise<ImportView> {
  const names = await parts.reads.directory.names([job.startedBy as never], 'all');
  const outcome = job.result === null ? null : (JSON.parse(job.result) as ImportOutcome);
  const rows = await parts.actsBy(actor.accountId).importDesk.rows(job.id);
  const refused: RowReport[] = [];
  for await (const row of rows.ok ? rows.value : []) {
    if (row.outcome === 'refused') refused.push(row);
    if (refused.length === SHOWN_MAX) break;
  }
  const who = names.get(job.startedBy as never)?.name ?? job.startedBy;
  return { job, state: stateOf(job, desk.now), who, outcome, refused };
}

async function* reportLines({ desk }: Entered, rows: AsyncIterable<RowReport>): AsyncIterable<string> {
  const frame = deskFrameOf(desk);
  yield csvLine(['line', 'outcome', 'account', 'reason', 'message']);
  for await (const { line, outcome, accountId, reason } of rows) {
    yield csvLine([line, outcome, accountId, reason, reasonWords(frame, reason)]);
  }
}
