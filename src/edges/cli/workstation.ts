import { administers, subcommand } from './command.ts';
import type { Register } from './contract.ts';
import { organizationNamed } from './find.ts';
import { refusalOf } from './refusals.ts';
import { isoTime, moment, say } from './text.ts';

/** `vestibule workstation link` */
export const registerWorkstations: Register = (program, services, io) => {
  const group = program.command('workstation').description('browsers that several people share');
  const about = 'make a link that marks the browser in which it is opened as shared, or unmarks it';
  administers(subcommand(group, 'link <organization>', about), services, io, async (administration, [typed = '']) => {
    const { id, name } = await organizationNamed(administration, typed);
    const made = await administration.workstations.link(id);
    if (made === null) throw refusalOf({ reason: 'organization-disabled' });
    const url = administration.config.url.origin + made.path;
    return {
      json: { organizationId: id, url, expiresAt: isoTime(made.expiresAt) },
      text:
        say(`Open this in a browser at ${name} that several people use, once, before ${moment(made.expiresAt)}:`) +
        say(url),
    };
  });
};
