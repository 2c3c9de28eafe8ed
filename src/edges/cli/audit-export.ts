import type { Command } from 'commander';
import { Option } from 'commander';
import type { AuditName } from '../../domain/audit/decide/event.ts';
import { EXPORT_FORMATS, type ExportFormat, exportLines } from '../../domain/audit/run/export-lines.ts';
import { headLine } from '../../domain/audit/run/head-line.ts';
import type { AuditFilter } from '../../domain/audit/run/ports.ts';
import { readEventName, readMoment } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import type { Administration, CliIo, OpenServices } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly account?: string;
  readonly org?: string;
  readonly event?: AuditName;
  readonly since?: number;
  readonly until?: number;
}

/** `vestibule audit export` */
export function registerExport(group: Command, services: OpenServices, io: CliIo): void {
  const command = group
    .command('export')
    .description('print rows of the trail, oldest first')
    .option('--json', 'no difference: the output is what --format says')
    .addOption(new Option('--format <format>', 'of the output').choices(EXPORT_FORMATS).default('jsonl'))
    .option('--account <account>', 'only about this account, by address or id')
    .option('--org <organization>', 'only about this organization, by name or id')
    .option('--event <name>', 'only events of this name, as reset.opened', readEventName)
    .option('--since <moment>', 'only rows from then on', readMoment)
    .option('--until <moment>', 'only rows before then', readMoment);
  administers<ExportOptions>(command, services, io, async (administration, _args, options) => {
    const filter = await filterOf(administration, options);
    const lines = exportLines(administration.audit.export(filter), options.format, administration.issuer);
    for await (const line of lines) io.out(line);
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
  const key = subcommand(group, 'key', 'print the public key that confirms signed heads, evidence packs and receipts');
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
