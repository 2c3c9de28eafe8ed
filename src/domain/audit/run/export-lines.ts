import { csvLine } from '../../../platform/csv.ts';
import { auditResource } from './fhir.ts';
import type { ExportedRow } from './read.ts';
import { rowLine } from './row-line.ts';

/** The forms in which rows leave. Only JSON lines can be checked later; the others are for reading. */
export const EXPORT_FORMATS = ['jsonl', 'csv', 'fhir'] as const;

/** One of them. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const CSV_HEADINGS = ['seq', 'time', 'event', 'account', 'actor', 'organization', 'attempt', 'details', 'id', 'link'];

/** Rows as the lines of a file, its heading first where the form has one. */
export async function* exportLines(
  rows: AsyncIterable<ExportedRow>,
  format: ExportFormat,
  issuer: string,
): AsyncIterable<string> {
  if (format === 'csv') yield csvLine(CSV_HEADINGS);
  const line = lineIn(format, issuer);
  for await (const row of rows) yield line(row);
}

function lineIn(format: ExportFormat, issuer: string): (row: ExportedRow) => string {
  switch (format) {
    case 'jsonl':
      return rowLine;
    case 'csv':
      return csvRow;
    case 'fhir':
      // A hole has nothing to say in FHIR; the chain says it, and the other forms do.
      return ({ event }) => (event === null ? '' : `${JSON.stringify(auditResource(event, issuer))}\n`);
  }
}

function csvRow({ seal, event }: ExportedRow): string {
  if (event === null) return csvLine([seal.seq, '', 'removed', '', '', '', '', '', seal.eventId, seal.link]);
  const { at, name, accountId, actor, organizationId, attemptId, details } = event;
  const about = [name, accountId, actor, organizationId, attemptId, JSON.stringify(details)];
  return csvLine([seal.seq, new Date(at).toISOString(), ...about, seal.eventId, seal.link]);
}
