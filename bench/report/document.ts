import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Chart, Finding, RowResult } from '../rows/row.ts';

/** Why an aim is not reached, where that is known: by the beginning of what was measured. Shown only while it is not. */
type Reasons = Readonly<Record<string, string>>;

/** What the document is made of. */
export interface Told {
  readonly results: readonly RowResult[];
  readonly blocks: number;
  readonly seconds: number;
  /** How busy the machine was before anything was started: the load average of the last minute. */
  readonly loadBefore: number;
}

const here = import.meta.dirname;

/** The whole of `docs/performance.md`. */
export function documentOf({ results, blocks, seconds, loadBefore }: Told, reasons: Reasons = readReasons()): string {
  const findings = results.flatMap((result) => result.findings);
  const charts = results.flatMap((result) => result.charts);
  const parts: Readonly<Record<string, string>> = {
    blocks: String(blocks),
    machine: machineOf(seconds, loadBefore),
    table: tableOf(findings),
    reasons: [...failuresOf(results), reasonsOf(findings, reasons)].join('\n\n'),
    charts: charts.map(pictureOf).join('\n\n'),
    betterAuth: versionOf('better-auth'),
    oidcProvider: versionOf('oidc-provider'),
    texts: results.flatMap(({ text }) => text ?? []).join('\n\n'),
  };
  return readFileSync(join(here, 'template.md'), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_all, name) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the template asks for ${name}`);
    return part;
  });
}

/** The findings as a table of Markdown. */
export function tableOf(findings: readonly Finding[]): string {
  const lines = findings.map(({ what, target, result, beside, reached }) => {
    const mark = reached === null ? '–' : reached ? 'yes' : 'no';
    return `| ${what} | ${target || '–'} | ${result} | ${mark} | ${beside || '–'} |`;
  });
  return ['| what | target | result | reached | beside |', '|---|---|---|---|---|', ...lines].join('\n');
}

function machineOf(seconds: number, loadBefore: number): string {
  const model = cpus()[0]?.model.trim() || 'processor unnamed';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Measured on ${cpus().length} cores (${model}), ${memory} GiB of memory, ${process.platform}, Node.js ${process.versions.node}, with the load generator on the same machine. One process of each server serves, without further workers; Vestibule hashes as many passwords at once as there are cores, on the threads of libuv. Before anything was started the load average was ${loadBefore.toFixed(1)}; the run took ${Math.round(seconds / 60)} minutes.`;
}

/** What could not be measured: none of it is left out. */
function failuresOf(results: readonly RowResult[]): readonly string[] {
  return results.flatMap(({ failure }) =>
    failure === undefined ? [] : [`**Not measured: ${failure.row}.** ${failure.reason}`],
  );
}

/** What was not reached, and why. */
export function reasonsOf(findings: readonly Finding[], reasons: Reasons): string {
  const missed = findings.filter(({ reached }) => reached === false);
  if (missed.length === 0) return 'Every target is reached.';
  const lines = missed.map(({ what }) => {
    const known = Object.keys(reasons).find((beginning) => what.startsWith(beginning));
    const reason =
      known === undefined ? 'no reason is known yet; the profile below tells where the time goes.' : reasons[known];
    return `- ${what}: ${reason}`;
  });
  return `Not reached:\n\n${lines.join('\n')}`;
}

function readReasons(): Reasons {
  return JSON.parse(readFileSync(join(here, 'reasons.json'), 'utf8')) as Reasons;
}

function pictureOf({ name, title }: Chart): string {
  return `![${title}; the figures are in the table above](performance/${name}.svg)`;
}

/** The version of a peer that the bench installs. */
function versionOf(name: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(here, '../package.json'), 'utf8'));
  return dependencies[name];
}
