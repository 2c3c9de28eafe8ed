import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import type { SignedHead } from '../../domain/audit/decide/head.ts';
import { readHeadLine } from '../../domain/audit/run/head-line.ts';
import type { ExportedRow } from '../../domain/audit/run/read.ts';
import { readRowLine } from '../../domain/audit/run/row-line.ts';
import type { Verification } from '../../domain/audit/run/verify.ts';
import { type ExportVerification, verifyExport } from '../../domain/audit/run/verify-export.ts';
import { exportSentence, trailSentence } from './audit-findings.ts';
import { acts, type Outcome, subcommand } from './command.ts';
import { type AuditCommands, type CliIo, CommandRefused, type OpenServices } from './contract.ts';
import { keyCheck, textOf, unreadable } from './key-file.ts';
import { counted, moment, say } from './text.ts';

/** The newest link of an earlier walk. */
type Head = NonNullable<Verification['head']>;

interface VerifyOptions {
  readonly head?: Head;
  readonly file?: string;
  readonly heads?: string;
  readonly key?: string;
}

/** `vestibule audit verify`: the trail itself, or an export of it without the database. */
export function registerVerify(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'check that no row was changed, removed or reordered';
  const command = subcommand(group, 'verify', about)
    .option('--head <seq:link>', 'what an earlier run printed: shows that nothing was cut off since', readHead)
    .option('--file <file>', 'an export as JSON lines to check instead; needs no database and no settings')
    .option('--heads <file>', 'signed heads to compare the export with')
    .option('--key <file>', 'the public key that `audit key` printed');
  acts<VerifyOptions>(command, services, io, async (opened, _args, options) => {
    if (options.file !== undefined) return verifyFile(options.file, options);
    const administration = await opened.open();
    try {
      return await verifyHere(administration.audit, options.head);
    } finally {
      await administration.close();
    }
  });
}

async function verifyHere(audit: AuditCommands, head: Head | undefined): Promise<Outcome> {
  const verified = await audit.verify(head);
  const { checked, start, findings, findingCount } = verified;
  if (findingCount > 0) {
    const text = findingsText('The trail is not whole', checked, findings.map(trailSentence), findingCount);
    throw new CommandRefused('trail-changed', text, { checked, findings });
  }
  const text =
    say(`${counted(checked, 'row')} checked: the trail is whole.`) +
    (start === null ? '' : say(`It starts at row ${start.seq}; older rows were deleted on ${moment(start.at)}.`)) +
    (verified.head === null ? '' : say(`Head: ${verified.head.seq}:${verified.head.link}`));
  return { json: { checked, start, head: verified.head, findings: [] }, text };
}

async function verifyFile(path: string, { heads, key }: VerifyOptions): Promise<Outcome> {
  if (heads === undefined || key === undefined) {
    throw new CommandRefused('heads-missing', 'Give signed heads with --heads and their public key with --key.');
  }
  const verified = await verifyExport(rowsIn(path), headsIn(heads), keyCheck(key));
  const { findings, findingCount, ...rest } = verified;
  if (findingCount > 0) {
    const text = findingsText('The export is not whole', rest.checked, findings.map(exportSentence), findingCount);
    throw new CommandRefused('trail-changed', text, { ...rest, findings });
  }
  return { json: { ...rest, findings: [] }, text: wholeText(verified) };
}

function wholeText({ checked, compared, first, signedTo, last }: ExportVerification): string {
  if (compared === 0) {
    return say(`${counted(checked, 'row')} follow one another, but no signed head is among them: nothing is shown.`);
  }
  const open = signedTo < last ? ` Rows ${signedTo + 1} to ${last} are newer than the last head.` : '';
  return say(`${counted(checked, 'row')} checked: rows ${first} to ${signedTo} are what was signed.${open}`);
}

async function* rowsIn(path: string): AsyncIterable<ExportedRow> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
      number += 1;
      if (line === '') continue;
      const row = readRowLine(line);
      if (row === null) throw new CommandRefused('file-wrong', `Line ${number} of ${path} is not a row of an export.`);
      if (row.digest === null) {
        const why = 'it is a part of the trail. Export without --since, --until, --event, --account and --org.';
        throw new CommandRefused('file-partial', `${path} cannot be checked: ${why}`);
      }
      yield row;
    }
  } catch (error) {
    throw unreadable(error, path);
  }
}

function headsIn(path: string): readonly SignedHead[] {
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const head = readHeadLine(line);
    if (head === null) throw new CommandRefused('file-wrong', `Line ${index + 1} of ${path} is not a signed head.`);
    return head;
  });
}

function findingsText(what: string, checked: number, sentences: readonly string[], count: number): string {
  const more = count - sentences.length;
  return [
    `${what}: ${counted(count, 'finding')} in ${counted(checked, 'row')}.`,
    ...sentences,
    ...(more > 0 ? [`… and ${more} more.`] : []),
  ].join('\n');
}

function readHead(typed: string): Head {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(typed);
  if (match?.[2] === undefined) throw new InvalidArgumentError('Give what `audit verify` printed after "Head:".');
  return { seq: Number(match[1]), link: match[2] };
}
