import type { Command } from 'commander';
import { SETTINGS } from '../../platform/config.ts';
import type { Administration, CliIo, CliServices, Flags, OpenServices } from './contract.ts';
import { CommandRefused } from './contract.ts';

/** What a command did: `json` keeps its shape from release to release, `text` is for people. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
}

/** Adds a command of this name to a group, with `--json` and a flag for each setting it does not use for itself. */
export function subcommand(group: Command, nameAndArguments: string, about: string): Command {
  return group.command(nameAndArguments).description(about).option('--json', 'print JSON instead of text');
}

/**
 * Says what a command does, once its own options are declared. `work` gets the open use cases, the arguments in order
 * and the options; what it returns is printed.
 */
export function administers<Options extends object>(
  command: Command,
  services: OpenServices,
  io: CliIo,
  work: (administration: Administration, args: readonly string[], options: Options) => Promise<Outcome | null>,
): void {
  acts<Options>(command, services, io, async (opened, args, options) => {
    const administration = await opened.open();
    try {
      return await work(administration, args, options);
    } finally {
      await administration.close();
    }
  });
}

/** As {@link administers}, for commands that do not begin with an open database. Null: there is nothing to print. */
export function acts<Options extends object>(
  command: Command,
  services: OpenServices,
  io: CliIo,
  work: (services: CliServices, args: readonly string[], options: Options) => Promise<Outcome | null>,
): void {
  addSettings(command);
  command.action(async () => {
    const options = command.opts<Options & { readonly json?: boolean }>();
    try {
      const outcome = await work(await services(flagsOf(command)), command.args, options);
      if (outcome !== null) io.out(options.json === true ? jsonText(outcome.json) : outcome.text);
    } catch (error) {
      if (!(error instanceof CommandRefused) || options.json !== true) throw error;
      io.out(jsonText({ refused: { reason: error.reason, message: error.message, ...error.details } }));
      // Said already, on standard output; the exit code is still to be given.
      throw new CommandRefused(error.reason, '');
    }
  });
}

/** Declares a flag for each setting, except those whose name the command uses for something of its own. */
export function addSettings(command: Command): void {
  const own = new Set(command.options.map((option) => option.long));
  command.optionsGroup('Settings (also as environment variables, or before the command):');
  for (const { flag, value, about, variable } of SETTINGS) {
    if (!own.has(flag)) command.option(`${flag} <${value}>`, `${about} (${variable})`);
  }
}

/** The settings given as flags: before the command, or after it where they are stronger. */
function flagsOf(command: Command): Flags {
  const own = settingsAmong(command);
  let flags: Record<string, string> = own;
  for (let above = command.parent; above !== null; above = above.parent) flags = { ...settingsAmong(above), ...flags };
  return flags;
}

function settingsAmong(command: Command): Record<string, string> {
  const declared = new Map(command.options.map((option) => [option.long, option]));
  const given: Record<string, string> = {};
  for (const { flag, option, variable } of SETTINGS) {
    // A command's own option of the same name, such as an organization's support contact, is no setting.
    if (declared.get(flag)?.description.includes(variable) !== true) continue;
    const value: unknown = command.getOptionValue(option);
    if (typeof value === 'string') given[option] = value;
  }
  return given;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
