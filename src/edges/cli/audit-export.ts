import type { Command } from 'commander';
import { Option } from 'commander';
import type { AuditName } from '../../domain/audit/decide/event.ts';
import { auditResource } from '../../domain/audit/run/fhir.ts';
import { headLine } from '../../domain/audit/run/head-line.ts';
import type { AuditFilter } from '../../domain/audit/run/ports.ts';
import type { ExportedRow } from '../../domain/audit/run/read.ts';
import { rowLine } from '../../domain/audit/run/row-line.ts';
import { csvLine } from '../../platform/csv.ts';
import { readEventName, readMoment } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import type { Administration, CliIo, OpenServices } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { isoTime } from './text.ts';

interface ExportOptions {
  readonly format: Format;
  readonly account?: string;
  readonly org?: string;
  readonly event?: AuditName;
  readonly since?: number;
  readonly until?: number;
}

const FORMATS = ['jsonl', 'csv', 'fhir'] as const;
type Format = (typeof FORMATS)[number];

const CSV_HEADINGS = ['seq', 'time', 'event', 'account', 'actor', 'organization', 'attempt', 'details', 'id', 'link'];

/** `vestibule audit export` */
export function registerExport(group: Command, services: OpenServices, io: CliIo): void {
  const command = group
    .command('export')
    .description('print rows of the trail, oldest first')
    .option('--json', 'no difference: the output is what --format says')
    .addOption(new Option('--format <format>', 'of the output').choices(FORMATS).default('jsonl'))
    .option('--account <account>', 'only about this account, by address or id')
    .option('--org <organization>', 'only about this organization, by name or id')
    .option('--event <name>', 'only events of this name, as reset.opened', readEventName)
    .option('--since <moment>', 'only rows from then on', readMoment)
    .option('--until <moment>', 'only rows before then', readMoment);
  administers<ExportOptions>(command, services, io, async (administration, _args, options) => {
    const filter = await filterOf(administration, options);
    if (options.format === 'csv') io.out(csvLine(CSV_HEADINGS));
    const line = lineIn(options.format, administration.issuer);
    for await (const row of administration.audit.export(filter)) io.out(line(row));
    return null;
  });
}

/** `vestibule audit heads` and `audit key` */
export function registerHeads(group: Command, services: OpenServices, io: CliIo): void {
  const heads = group
    .command('heads')
    .description('sign a head of the trail, and print all as JSON lines')
    .option('--json', 'no difference: the output is JSON lines');
  administers(heads, services, io, async ({ audit }) => {
    for (const head of await audit.heads()) io.out(headLine(head));
    return null;
  });
  const key = subcommand(group, 'key', 'print the public key that confirms signed heads and evidence packs');
  administers(key, services, io, async ({ audit }) => ({
    json: { publicKey: audit.publicKey },
    text: audit.publicKey,
  }));
}

async function filterOf(administration: Administration, options: ExportOptions): Promise<AuditFilter> {
  const { account, org, event, since, until } = options;
  return {
    ...(account === undefined ? {} : { accountId: (await accountNamed(administration, account)).account.id }),
    ...(org === undefined ? {} : { organizationId: (await organizationNamed(administration, org)).id }),
    ...(event === undefined ? {} : { name: event }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function lineIn(format: Format, issuer: string): (row: ExportedRow) => string {
  switch (format) {
    case 'jsonl':
      return rowLine;
    case 'csv':
      return csvRow;
    case 'fhir':
      // A hole has nothing to say in FHIR; the chain says it, and the other formats do.
      return ({ event }) => (event === null ? '' : `${JSON.stringify(auditResource(event, issuer))}\n`);
  }
}

function csvRow({ seal, event }: ExportedRow): string {
  if (event === null) return csvLine([seal.seq, '', 'removed', '', '', '', '', '', seal.eventId, seal.link]);
  const { at, name, accountId, actor, organizationId, attemptId, details } = event;
  const about = [name, accountId, actor, organizationId, attemptId, JSON.stringify(details)];
  return csvLine([seal.seq, isoTime(at), ...about, seal.eventId, seal.link]);
}
