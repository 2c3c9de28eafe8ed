import { EXPORT_FORMATS, type ExportFormat } from '../../../domain/audit/run/export-lines.ts';
import type { Verification } from '../../../domain/audit/run/verify.ts';
import { stateOf } from '../../../domain/jobs/run/jobs.ts';
import { reachOf } from '../../../domain/roles/decide/permissions.ts';
import { bodyOf, queryOf } from '../../../platform/http/web.ts';
import { addForm, lineOf } from '../gate.ts';
import { wordsFor } from '../i18n/words.ts';
import type { ConsoleParts } from '../ports.ts';
import { type CheckView, renderCheck } from '../views/audit-check.tsx';
import { renderExport } from '../views/audit-export.tsx';
import { askedOf, filterOf } from './audit.ts';

const FILES = {
  jsonl: { extension: 'jsonl', type: 'application/jsonl' },
  csv: { extension: 'csv', type: 'text/csv; charset=utf-8' },
  fhir: { extension: 'fhir.ndjson', type: 'application/fhir+ndjson' },
} as const satisfies Readonly<Record<ExportFormat, object>>;

/** Taking the trail away as a file, and checking that it is whole. */
export function registerAuditTools(parts: ConsoleParts): void {
  registerExport(parts);
  registerCheck(parts);
}

function registerExport(parts: ConsoleParts): void {
  addForm(parts, '/console/audit/export', {
    purposes: { show: 'Asks in which form to export events', carryOut: 'Sends events as a file, and records it' },
    async show({ actor, desk }, request, again) {
      if (reachOf(actor, 'audit.export').length === 0) return null;
      return renderExport({ asked: askedOf(again?.given ?? queryOf(request)), again }, desk);
    },
    async carryOut(acting, request) {
      const { t } = wordsFor(acting.desk.locale);
      const given = bodyOf(request);
      const format = EXPORT_FORMATS.find((one) => one === lineOf(given, 'format')) ?? 'jsonl';
      const read = await filterOf(parts, acting, askedOf(given));
      if ('problem' in read) return { outcome: 'refused', sentence: t(`audit.${read.problem}`) };
      const pieces = await acting.as.auditDesk.export(read.filter, format);
      if (pieces === null) return { outcome: 'refused', sentence: t('denied.not-permitted') };
      const { extension, type } = FILES[format];
      const day = new Date(acting.desk.now).toISOString().slice(0, 10);
      return { outcome: 'file', name: `audit-${day}.${extension}`, type, pieces };
    },
  });
}

function registerCheck(parts: ConsoleParts): void {
  addForm(parts, '/console/audit/check', {
    purposes: {
      show: 'Shows whether the trail is whole, as far as it was checked',
      carryOut: 'Begins to check the trail',
    },
    async show({ actor, desk }, _request, again) {
      if (reachOf(actor, 'audit.verify') !== 'all') return null;
      return renderCheck(await checkView(parts, desk.now), again, desk);
    },
    async carryOut(acting) {
      const { t } = wordsFor(acting.desk.locale);
      const started = await acting.as.auditDesk.check();
      if (started.ok) return { outcome: 'done', next: '/console/audit/check', said: 'check-started' };
      const sentence = started.error === 'running' ? t('audit.checkRunning') : t(`denied.${started.error}`);
      return { outcome: 'refused', sentence };
    },
  });
}

async function checkView({ reads }: ConsoleParts, now: number): Promise<CheckView | null> {
  const job = await reads.jobs.newest('audit-check');
  if (job === null) return null;
  const names = await reads.directory.names([job.startedBy as never], 'all');
  const verified = job.result === null ? null : (JSON.parse(job.result) as Verification);
  return { job, state: stateOf(job, now), who: names.get(job.startedBy as never)?.name ?? job.startedBy, verified };
}
