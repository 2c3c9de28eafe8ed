import { administers, subcommand } from './command.ts';
import { CommandRefused, type Register } from './contract.ts';
import { isoTime, moment, say } from './text.ts';

/** `vestibule setup-link`: how the first owner comes. */
export const registerSetupLink: Register = (program, services, io) => {
  const command = subcommand(program, 'setup-link', 'print a new link to the first owner’s page, while nobody is here');
  administers(command, services, io, async ({ firstOwner, issuer }) => {
    const link = await firstOwner.link();
    if (link === null) {
      throw new CommandRefused(
        'somebody-is-here',
        'There is an account or an organization already. Make an owner with `vestibule account invite … --kind admin` in the organization of the operator.',
      );
    }
    const url = `${issuer}${link.path}`;
    const text = say(`Open this to become the first owner: ${url}`, `It works once, until ${moment(link.expiresAt)}.`);
    return { json: { url, expiresAt: isoTime(link.expiresAt) }, text };
  });
};
