import { type Command, InvalidArgumentError } from 'commander';
import { AUDIT_NAMES, type AuditName } from '../../domain/audit/decide/event.ts';
import type { SealedRow } from '../../domain/audit/run/ports.ts';
import type { ReadEvent } from '../../domain/audit/run/read.ts';
import type { Finding, Verification } from '../../domain/audit/run/verify.ts';
import { readMoment } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import { type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { accountNamed } from './find.ts';
import { counted, isoTime, moment, say, table } from './text.ts';

interface ListOptions {
  readonly account?: string;
  readonly event?: AuditName;
  readonly since?: number;
  readonly limit: number;
}

/** The newest link of an earlier walk. */
type Head = NonNullable<Verification['head']>;

const LISTED = 50;
const LISTED_MAX = 1_000;

/** `vestibule audit …` */
export const registerAudit: Register = (program, services, io) => {
  const group = program.command('audit').description('what happened, who did it, and whether the record is whole');
  registerList(group, services, io);
  registerVerify(group, services, io);
  registerExport(group, services, io);
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

function registerVerify(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'check that no row was changed, removed or reordered';
  const command = subcommand(group, 'verify', about).option(
    '--head <seq:link>',
    'what an earlier run printed: shows that nothing was cut off since',
    readHead,
  );
  administers<{ head?: Head }>(command, services, io, async ({ audit }, _args, { head }) => {
    const verified = await audit.verify(head);
    const { checked, findings, findingCount } = verified;
    if (findingCount > 0) throw new CommandRefused('trail-changed', findingsText(verified), { checked, findings });
    const text =
      say(`${counted(checked, 'row')} checked: the trail is whole.`) +
      (verified.head === null ? '' : say(`Head: ${verified.head.seq}:${verified.head.link}`));
    return { json: { checked, head: verified.head, findings: [] }, text };
  });
}

function registerExport(group: Command, services: OpenServices, io: CliIo): void {
  const command = group
    .command('export')
    .description('print every row with its link as JSON lines, oldest first')
    .option('--json', 'no difference: the output is JSON lines')
    .option('--since <moment>', 'only rows from then on', readMoment);
  administers<{ since?: number }>(command, services, io, async ({ audit }, _args, { since }) => {
    for await (const row of audit.export(since ?? 0)) io.out(`${JSON.stringify(exportedRow(row))}\n`);
    return null;
  });
}

/** The sealed part goes out as it is: whoever holds the keys can open it. */
function exportedRow({ seal, event }: SealedRow) {
  return { seq: seal.seq, link: seal.link, ...(event === null ? { id: seal.eventId, removed: true } : plain(event)) };
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

function findingsText({ checked, findings, findingCount }: Verification): string {
  const more = findingCount - findings.length;
  return [
    `The trail is not whole: ${counted(findingCount, 'finding')} in ${counted(checked, 'row')}.`,
    ...findings.map(sentenceOf),
    ...(more > 0 ? [`… and ${more} more.`] : []),
  ].join('\n');
}

function sentenceOf(finding: Finding): string {
  switch (finding.kind) {
    case 'row-removed':
      return `${finding.seq}: the row ${finding.eventId} was removed.`;
    case 'link-wrong':
      return `${finding.seq}: the row ${finding.eventId} or its link was changed, or rows were reordered.`;
    case 'links-removed':
      return `${finding.seq}: ${counted(finding.count, 'link')} removed.`;
    case 'head-missing':
      return `${finding.seq}: the head that was noted is not in the trail: its end was cut off or written anew.`;
    case 'unsealed':
      return `The row ${finding.eventId} of ${moment(finding.at)} has no place in the trail.`;
  }
}

function readEventName(typed: string): AuditName {
  const found = AUDIT_NAMES.find((name) => name === typed);
  if (found === undefined) throw new InvalidArgumentError(`Give one of ${AUDIT_NAMES.join(', ')}.`);
  return found;
}

function readLimit(typed: string): number {
  const limit = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (limit < 1 || limit > LISTED_MAX) throw new InvalidArgumentError(`Give a number from 1 to ${LISTED_MAX}.`);
  return limit;
}

function readHead(typed: string): Head {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(typed);
  if (match?.[2] === undefined) throw new InvalidArgumentError('Give what `audit verify` printed after "Head:".');
  return { seq: Number(match[1]), link: match[2] };
}
