import { administers, subcommand } from './command.ts';
import { CommandRefused, type Register } from './contract.ts';
import { say } from './text.ts';

/** `vestibule backup` */
export const registerBackup: Register = (program, services, io) => {
  const command = subcommand(program, 'backup <path>', 'copy the SQLite database to a new file while it is in use');
  administers(command, services, io, async ({ backup }, [path = '']) => {
    const made = await backup(path);
    if (!made.ok) throw new CommandRefused(made.error, SENTENCES[made.error]);
    const text = say(
      `The database was copied to ${path}.`,
      'Keep keys.json of the data folder apart from it: without it the copy cannot be read.',
    );
    return { json: { path }, text };
  });
};

const SENTENCES = {
  'target-exists': 'There is a file of this name. A backup never replaces one.',
  'folder-missing': 'The folder of this path does not exist, or cannot be written to.',
  'not-sqlite': 'This copies SQLite only. Back up PostgreSQL with its own tools, as pg_dump.',
} as const;
