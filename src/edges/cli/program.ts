import { Command, CommanderError } from 'commander';
import { registerAccounts } from './accounts.ts';
import { registerAudit } from './audit.ts';
import { registerBackup } from './backup.ts';
import { registerBreakGlass } from './break-glass.ts';
import { registerClients } from './clients.ts';
import { addSettings } from './command.ts';
import { type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { registerDoctor } from './doctor.ts';
import { registerEvidence } from './evidence.ts';
import { registerImport } from './import.ts';
import { registerMfa } from './mfa.ts';
import { registerOrganizations } from './organizations.ts';
import { registerReset } from './reset.ts';
import { registerRole } from './role.ts';
import { registerServe } from './serve.ts';
import { registerSetupLink } from './setup-link.ts';
import { registerWorkstations } from './workstation.ts';

/** The groups of commands, in the order of the help. */
const GROUPS: readonly Register[] = [
  registerServe,
  registerSetupLink,
  registerOrganizations,
  registerAccounts,
  registerImport,
  registerRole,
  registerMfa,
  registerClients,
  registerReset,
  registerBreakGlass,
  registerWorkstations,
  registerAudit,
  registerEvidence,
  registerBackup,
  registerDoctor,
];

/** Exit codes: done, refused (with the reason), wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line, without the names of program and script. Says everything through `io` and never throws. */
export async function runProgram(
  argv: readonly string[],
  services: OpenServices,
  io: CliIo,
  version: string,
): Promise<ExitCode> {
  try {
    await buildProgram(services, io, version).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return helped(error) ? 0 : 2;
    if (error instanceof CommandRefused) {
      if (error.message !== '') io.err(`${error.message}\n`);
      return 1;
    }
    io.err(`Something unexpected went wrong.\n${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
}

/** All commands. Each opens `services` only when it runs. */
export function buildProgram(services: OpenServices, io: CliIo, version: string): Command {
  const program = new Command('vestibule')
    .description('Self-hosted sign-in with organization-mandated multi-factor authentication.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('Add --help to see how it is used.')
    // So that `org create --support` is the organization's, and `--support` before the command the instance's.
    .enablePositionalOptions();
  addSettings(program);
  for (const register of GROUPS) register(program, services, io);
  return program;
}

/** Asking for help is no mistake; naming a group without its command is, although commander shows the same help. */
function helped(error: CommanderError): boolean {
  return (
    error.code === 'commander.helpDisplayed' ||
    error.code === 'commander.version' ||
    (error.code === 'commander.help' && error.exitCode === 0)
  );
}
