import { once } from 'node:events';
import { createReadStream, createWriteStream, realpathSync, statSync, type WriteStream } from 'node:fs';
import { extname } from 'node:path';
import { finished } from 'node:stream/promises';
import { Option } from 'commander';
import type { ImportDone, ImportProgress } from '../../domain/import/run/import.ts';
import type { RowReport } from '../../domain/import/run/report.ts';
import { administers, subcommand } from './command.ts';
import { type CliIo, CommandRefused, type Register } from './contract.ts';
import { fileRefusal, reasonText } from './import-text.ts';
import { counted, say } from './text.ts';

interface ImportCommandOptions {
  readonly format?: 'csv' | 'jsonl';
  readonly org?: string;
  readonly dryRun?: true;
  readonly report?: string;
  readonly json?: true;
}

/** Refused rows that are told one by one on the way and in JSON; a report file has them all. */
const TOLD_MAX = 100;
const BAR_WIDTH = 30;
/** Plain progress: a line whenever so many rows more are done. */
const ROWS_PER_LINE = 10_000;

/** `vestibule import` */
export const registerImport: Register = (program, services, io) => {
  const about = 'bring people in from another system; docs/import.md describes the file';
  const command = subcommand(program, 'import <file>', about)
    .addOption(
      new Option('--format <format>', 'how the file is written; otherwise its name says').choices(['csv', 'jsonl']),
    )
    .option('--org <organization>', 'where rows belong that name no organization, by name or id')
    .option('--dry-run', 'check and report every row, and write nothing')
    .option('--report <file>', 'write what became of each row to a CSV file');
  administers<ImportCommandOptions>(command, services, io, async ({ imports }, [file = ''], options) => {
    const form = options.format ?? formOf(file);
    const input = openInput(file);
    const report = options.report === undefined ? null : await openReport(options.report, file);
    const watch = createWatch(io, input.size, options.json === true);
    const dryRun = options.dryRun === true;
    const source = { bytes: input.bytes, form, organization: options.org ?? null, dryRun };
    const done = await readable(() =>
      imports.run(source, async (progress) => {
        watch.saw(progress);
        if (report !== null) await write(report, progress.rows.map(reportLine).join(''));
      }),
    );
    watch.end();
    if (report !== null) await closed(report);
    if (!done.ok) throw fileRefusal(done.error);
    return outcomeOf(io, done.value, watch.refused, options);
  });
};

function outcomeOf(
  io: CliIo,
  { runId, counts }: ImportDone,
  refused: readonly RowReport[],
  options: ImportCommandOptions,
) {
  const dryRun = options.dryRun === true;
  const json = { runId, dryRun, counts, refused: refused.map(rowJson) };
  const verb = dryRun ? 'would be' : counts.created === 1 ? 'was' : 'were';
  const text = say(
    `${counted(counts.created, 'account')} ${verb} made,`,
    `${counted(counts.updated, 'owner')} ${dryRun ? 'would be ' : ''}asked to join,`,
    `${counted(counts.unchanged, 'row')} had nothing to change.`,
  );
  if (counts.refused === 0) return { json, text };
  // What was done is told as well; as JSON it stands in the refusal.
  if (options.json !== true) io.out(text);
  throw new CommandRefused('rows-refused', `${counted(counts.refused, 'row')} could not be taken.`, json);
}

/** What the person at the terminal sees meanwhile. */
function createWatch(io: CliIo, size: number | null, quiet: boolean) {
  const refused: RowReport[] = [];
  let rows = 0;
  let drawn = false;
  const clear = () => {
    if (drawn) io.err('\r\u001b[K');
    drawn = false;
  };
  return {
    /** The first refused rows. */
    refused: refused as readonly RowReport[],
    saw(progress: ImportProgress): void {
      const found = progress.rows.filter((row) => row.outcome === 'refused').slice(0, TOLD_MAX - refused.length);
      refused.push(...found);
      clear();
      if (!quiet) for (const row of found) io.err(say(`Line ${row.line}: ${reasonText(row.reason)}`));
      const before = Math.floor(rows / ROWS_PER_LINE);
      rows += progress.rows.length;
      if (io.drawsOver === true) {
        io.err(`\r${bar(progress.bytesRead, size)} ${counted(rows, 'row')}`);
        drawn = true;
      } else if (!quiet && Math.floor(rows / ROWS_PER_LINE) > before) io.err(say(`${counted(rows, 'row')} read.`));
    },
    end: clear,
  };
}

function bar(bytesRead: number, size: number | null): string {
  if (size === null || size === 0) return '';
  const share = Math.min(1, bytesRead / size);
  const full = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${Math.floor(share * 100)} %`;
}

function rowJson({ line, outcome, accountId, reason }: RowReport) {
  return { line, outcome, accountId, reason, message: reasonText(reason) };
}

/** Nothing that the file said is in it, so no cell needs more than quotes. */
function reportLine({ line, outcome, accountId, reason }: RowReport): string {
  const message = reasonText(reason).replaceAll('"', '""');
  return `${line},${outcome},${accountId ?? ''},${reason ?? ''},"${message}"\n`;
}

function formOf(file: string): 'csv' | 'jsonl' {
  const known = { '.csv': 'csv', '.jsonl': 'jsonl', '.ndjson': 'jsonl' } as const;
  const form = known[extname(file).toLowerCase() as keyof typeof known];
  if (form !== undefined) return form;
  throw new CommandRefused('format-unknown', 'Say how the file is written: --format csv or --format jsonl.');
}

/** `-` is standard input. */
function openInput(file: string): { readonly bytes: AsyncIterable<Uint8Array>; readonly size: number | null } {
  if (file === '-') return { bytes: process.stdin, size: null };
  try {
    // First: a stream of a file that is not there fails on its own, later.
    const { size } = statSync(file);
    return { bytes: createReadStream(file), size };
  } catch {
    throw unreadable();
  }
}

/** Runs the import; a file that cannot be read is a sentence for whoever named it. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).syscall;
    if (code === 'open' || code === 'read') throw unreadable();
    throw error;
  }
}

function unreadable(): CommandRefused {
  return new CommandRefused('file-unreadable', 'The file is not there or cannot be read.');
}

async function openReport(path: string, input: string): Promise<WriteStream> {
  if (input !== '-' && realPath(path) === realPath(input)) {
    throw new CommandRefused('report-is-input', 'The report would overwrite the file that is imported.');
  }
  const report = createWriteStream(path, { mode: 0o600 });
  try {
    await once(report, 'open');
  } catch {
    throw new CommandRefused('report-unwritable', 'The report cannot be written there.');
  }
  await write(report, 'line,outcome,account,reason,message\n');
  return report;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

async function write(report: WriteStream, text: string): Promise<void> {
  if (!report.write(text)) await once(report, 'drain');
}

async function closed(report: WriteStream): Promise<void> {
  report.end();
  await finished(report);
}
