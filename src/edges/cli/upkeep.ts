import { administers, subcommand } from './command.ts';
import { CommandRefused, type Register } from './contract.ts';
import { say, table } from './text.ts';

/** `vestibule backup` and `vestibule doctor`. */
export const registerUpkeep: Register = (program, services, io) => {
  const backup = subcommand(program, 'backup <path>', 'copy the SQLite database while it serves');
  administers(backup, services, io, async ({ upkeep }, [path = '']) => {
    const outcome = await upkeep.backup(path);
    if (outcome === 'not-sqlite') {
      throw new CommandRefused(outcome, 'PostgreSQL is backed up with its own tools, such as pg_dump.');
    }
    if (outcome === 'target-exists') throw new CommandRefused(outcome, 'That file exists: nothing is overwritten.');
    return { json: { path }, text: say(`The database was copied to ${path}. Keep keys.json with it, apart.`) };
  });
  const doctor = subcommand(program, 'doctor', 'check that this instance can be relied on');
  administers(doctor, services, io, async ({ upkeep }) => {
    const findings = await upkeep.examine();
    const rows = findings.map(({ name, found, wanted, ok }) => [ok ? 'ok' : 'WRONG', name, found, ok ? '' : wanted]);
    const text = table(['', 'What', 'Found', 'Wanted'], rows, '');
    if (findings.every(({ ok }) => ok)) return { json: findings, text };
    throw new CommandRefused('not-well', text, { findings });
  });
};
