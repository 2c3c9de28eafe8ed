import { type Command, InvalidArgumentError } from 'commander';
import type { AuditName } from '../../domain/audit/decide/event.ts';
import type { ReadEvent } from '../../domain/audit/run/read.ts';
import { readEventName, readMoment } from './arguments.ts';
import { registerExport, registerHeads } from './audit-export.ts';
import { registerVerify } from './audit-verify.ts';
import { administers, subcommand } from './command.ts';
import type { CliIo, OpenServices, Register } from './contract.ts';
import { accountNamed } from './find.ts';
import { isoTime, moment, table } from './text.ts';

interface ListOptions {
  readonly account?: string;
  readonly event?: AuditName;
  readonly since?: number;
  readonly limit: number;
}

const LISTED = 50;
const LISTED_MAX = 1_000;

/** `vestibule audit …` */
export const registerAudit: Register = (program, services, io) => {
  const group = program.command('audit').description('what happened, who did it, and whether the record is whole');
  registerList(group, services, io);
  registerVerify(group, services, io);
  registerExport(group, services, io);
  registerHeads(group, services, io);
};

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'list', 'show what happened, newest first')
    .option('--account <account>', 'only about this account, by address or id')
    .option('--event <name>', 'only events of this name, as reset.opened', readEventName)
    .option('--since <moment>', 'only from then on', readMoment)
    .option('--limit <count>', `at most so many, ${LISTED_MAX} at the most`, readLimit, LISTED);
  administers<ListOptions>(command, services, io, async (administration, _args, { account, event, since, limit }) => {
    const about = account === undefined ? null : (await accountNamed(administration, account)).account.id;
    const filter = {
      ...(about === null ? {} : { accountId: about }),
      ...(event === undefined ? {} : { name: event }),
      ...(since === undefined ? {} : { since }),
    };
    const events = await administration.audit.list(filter, limit);
    const rows = events.map(rowOf);
    const headings = ['TIME', 'EVENT', 'ACCOUNT', 'ACTOR', 'SOURCE', 'DETAILS'];
    return { json: events.map(eventJson), text: table(headings, rows, 'Nothing of the kind happened.') };
  });
}

function plain(event: ReadEvent['event']) {
  return { ...event, at: isoTime(event.at) };
}

function eventJson({ event, opened }: ReadEvent) {
  const { sealed: _sealed, ...rest } = plain(event);
  return { ...rest, opened };
}

function rowOf({ event, opened }: ReadEvent): readonly string[] {
  const details = Object.entries(event.details).map(([name, value]) => `${name}=${String(value)}`);
  const source = opened === 'changed' ? 'changed!' : (opened?.source ?? '–');
  return [moment(event.at), event.name, event.accountId ?? '–', event.actor, source, details.join(' ')];
}

function readLimit(typed: string): number {
  const limit = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (limit < 1 || limit > LISTED_MAX) throw new InvalidArgumentError(`Give a number from 1 to ${LISTED_MAX}.`);
  return limit;
}
