import { type Command, Option } from 'commander';
import type { GrantedRole } from '../../domain/roles/decide/roles.ts';
import type { RoleHolder, RoleRefusal } from '../../domain/roles/run/grants.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { administers, subcommand } from './command.ts';
import { type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { isoTime, moment, say, table } from './text.ts';

const GRANTED: readonly GrantedRole[] = ['auditor', 'help-desk'];

const SENTENCES: Readonly<Record<RoleRefusal, string>> = {
  'not-permitted': 'Your role does not allow this.',
  'own-account': 'Nobody does this to their own account: ask a colleague.',
  'higher-role': 'This person is trusted with more than you are: ask somebody with a higher role.',
  'not-a-member': 'The account does not belong to this organization, or has not accepted yet.',
  'not-staff':
    'Roles are granted to staff: `vestibule org member set-kind … --kind staff`. Admins have theirs already.',
  'role-elsewhere': "An auditor belongs to the operator's organization, the help desk to a clinic.",
  'already-granted': 'It is so already: nothing was changed.',
  'nothing-granted': 'No role was granted to this account here.',
};

/** `vestibule role …` */
export const registerRole: Register = (program, services, io) => {
  const group = program.command('role').description('who may administer what');
  registerGrant(group, services, io);
  registerRevoke(group, services, io);
  registerList(group, services, io);
};

function registerGrant(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'grant <organization> <account>', 'give a role to a member of the staff').addOption(
    new Option('--role <role>', 'which').choices(GRANTED).makeOptionMandatory(),
  );
  administers<{ role: GrantedRole }>(command, services, io, async (administration, [typed = '', who = ''], options) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account, address } = await accountNamed(administration, who);
    const role = allowed(await administration.roles.grant(id, account.id, options.role));
    const json = { organizationId: id, accountId: account.id, role };
    return { json, text: say(`${address.address} is now ${role} of ${name}.`) };
  });
}

function registerRevoke(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'revoke <organization> <account>', 'take a granted role back');
  administers(command, services, io, async (administration, [typed = '', who = '']) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account, address } = await accountNamed(administration, who);
    const role = allowed(await administration.roles.revoke(id, account.id));
    const json = { organizationId: id, accountId: account.id, role };
    const left = role === null ? `has no role in ${name} any more` : `is now ${role} of ${name}, as all its staff`;
    return { json, text: say(`${address.address} ${left}.`) };
  });
}

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'list <organization>', 'show who has a role, granted or by kind of member');
  administers(command, services, io, async (administration, [typed = '']) => {
    const organization = await organizationNamed(administration, typed);
    const holders = await administration.roles.holders(organization);
    const headings = ['ADDRESS', 'NAME', 'ROLE', 'GRANTED'];
    return { json: holders.map(holderJson), text: table(headings, holders.map(rowOf), 'Nobody has a role here.') };
  });
}

function allowed<T>(result: Result<T, RoleRefusal>): T {
  if (result.ok) return result.value;
  throw new CommandRefused(result.error, SENTENCES[result.error]);
}

function holderJson({ member, role, grant }: RoleHolder) {
  const { accountId, address, name, kind } = member;
  return { accountId, address, name, kind, role, grantedAt: isoTime(grant?.grantedAt ?? null) };
}

function rowOf({ member, role, grant }: RoleHolder): readonly string[] {
  return [member.address, member.name, role, grant === null ? `as ${member.kind}` : moment(grant.grantedAt)];
}
