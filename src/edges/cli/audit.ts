import { readMoment } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import { CommandRefused, type Register } from './contract.ts';
import { isoTime, say, table } from './text.ts';

const LIST_MAX = 1_000;

/** `vestibule audit …` */
export const registerAudit: Register = (program, services, io) => {
  const group = program.command('audit').description('read and verify the audit trail');
  const list = subcommand(group, 'list', 'show the newest events')
    .option('--since <moment>', 'only events from then on', readMoment)
    .option('--limit <count>', 'how many at most', (typed) => Math.min(LIST_MAX, Number.parseInt(typed, 10) || 50), 50);
  administers<{ since?: number; limit: number }>(list, services, io, async ({ audit }, _args, { since, limit }) => {
    const events = await audit.list(since === undefined ? {} : { since }, limit);
    const rows = events.map(({ event }) => [
      isoTime(event.at) ?? '',
      event.name,
      event.accountId ?? '-',
      event.actor,
      Object.entries(event.details)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]);
    return {
      json: events,
      text: table(['When', 'What', 'Account', 'By', 'Details'], rows, 'Nothing was recorded yet.'),
    };
  });
  const verify = subcommand(group, 'verify', 'check the chain: nothing changed, removed or reordered');
  administers(verify, services, io, async ({ audit }) => {
    const result = await audit.verify();
    if (result.findingCount === 0) {
      return { json: result, text: say(`The trail is whole: ${result.checked} rows were checked.`) };
    }
    const found = result.findings.map((one) => JSON.stringify(one)).join('\n');
    throw new CommandRefused(
      'trail-broken',
      `The trail was tampered with: ${result.findingCount} findings.\n${found}`,
      {
        findings: result.findings,
      },
    );
  });
  const exported = subcommand(group, 'export', 'print every sealed row as JSON lines').option(
    '--since <moment>',
    'only rows from then on',
    readMoment,
  );
  administers<{ since?: number }>(exported, services, io, async ({ audit }, _args, { since }) => {
    const lines: unknown[] = [];
    for await (const row of audit.export(since ?? 0)) lines.push(row);
    return { json: lines, text: lines.map((row) => `${JSON.stringify(row)}\n`).join('') };
  });
};
