import type { Command } from 'commander';
import type { Locale, MemberKind } from '../../domain/accounts/decide/account.ts';
import type { Ended } from '../../domain/accounts/run/accounts.ts';
import type { Newcomer } from '../../domain/accounts/run/admit.ts';
import { accountJson, accountState, overviewJson, overviewText } from './account-text.ts';
import { kindOption, languageOption } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import type { Administration, CliIo, OpenServices, Register } from './contract.ts';
import { CommandRefused } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { registerOffboard, registerVerifyReceipt } from './offboard.ts';
import { granted } from './refusals.ts';
import { counted, say, table } from './text.ts';

interface NewcomerOptions {
  readonly name?: string;
  readonly org: string;
  readonly kind: MemberKind;
  readonly language: Locale;
}

/** `vestibule account …` */
export const registerAccounts: Register = (program, services, io) => {
  const group = program.command('account').description('accounts of people');
  registerInvite(group, services, io);
  registerCreate(group, services, io);
  registerList(group, services, io);
  registerShow(group, services, io);
  registerEnable(group, services, io);
  registerDisable(group, services, io);
  registerSetAddress(group, services, io);
  registerDelete(group, services, io);
  registerOffboard(group, services, io);
  registerVerifyReceipt(group, services, io);
};

function registerInvite(group: Command, services: OpenServices, io: CliIo): void {
  const command = newcomer(group, 'invite <address>', 'make an account and mail a link to choose a password').option(
    '--new-code',
    'for a member: only print a new code for set-up, to be handed over in person or by telephone',
  );
  type Options = NewcomerOptions & { readonly newCode?: true };
  administers<Options>(command, services, io, async (administration, [address = ''], options) => {
    if (options.newCode === true) return newCode(administration, address, options.org);
    const invited = granted(await administration.accounts.invite(await newcomerOf(administration, address, options)));
    const sentence = invited.created ? 'was invited.' : 'was mailed a new link; older ones are over.';
    return { json: invited, text: say(`${address} ${sentence}`) + codeText(invited.code) };
  });
}

function registerCreate(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'make an account with a password, read from standard input';
  const command = newcomer(group, 'create <address>', about).option('--confirmed', 'the address is known to be theirs');
  type Options = NewcomerOptions & { readonly confirmed?: true };
  administers<Options>(command, services, io, async (administration, [address = ''], options) => {
    const input = await newcomerOf(administration, address, options);
    const [password = ''] = await io.readSecrets(['Password']);
    const addressConfirmed = options.confirmed === true;
    const made = granted(await administration.accounts.create({ ...input, password, addressConfirmed }));
    return { json: made, text: say(`${address} can sign in.`, `The account's id is ${made.accountId}.`) };
  });
}

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'list', 'show all accounts').option('--org <organization>', 'of one organization');
  administers<{ org?: string }>(command, services, io, async (administration, _args, { org }) => {
    const of = org === undefined ? null : (await organizationNamed(administration, org)).id;
    const all = await administration.accounts.list(of);
    const rows = all.map((one) => [one.address.address, one.account.name, accountState(one), one.account.id]);
    return {
      json: all.map(accountJson),
      text: table(['ADDRESS', 'NAME', 'STATE', 'ID'], rows, 'There are no accounts.'),
    };
  });
}

function registerShow(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'show <account>', 'show an account, by address or id');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { account } = await accountNamed(administration, typed);
    const overview = await administration.accounts.show(account.id);
    if (overview === null) throw new Error('an account vanished while it was shown');
    return { json: overviewJson(overview), text: overviewText(overview) };
  });
}

function registerEnable(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'enable <account>', 'let an account sign in again');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { account, address } = await accountNamed(administration, typed);
    granted(await administration.accounts.enable(account.id));
    return { json: { accountId: account.id, enabled: true }, text: say(`${address.address} can sign in again.`) };
  });
}

function registerDisable(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'disable <account>', 'end the sessions of an account and let it sign in no more');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { account, address } = await accountNamed(administration, typed);
    const ended = granted(await administration.accounts.disable(account.id));
    const text = say(`${address.address} can no longer sign in.`, endedSentence(ended));
    return { json: { accountId: account.id, enabled: false, ended }, text };
  });
}

function registerSetAddress(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'set-address <account> <address>', 'move an account to another address').option(
    '--confirmed',
    'the new address is known to be theirs',
  );
  administers<{ confirmed?: true }>(command, services, io, async (administration, [typed = '', to = ''], options) => {
    const { account, address: before } = await accountNamed(administration, typed);
    const confirmed = options.confirmed === true;
    const { address } = granted(await administration.accounts.setAddress(account.id, to, confirmed));
    const text =
      address === before.address
        ? say(`${address} is confirmed.`)
        : say(`${before.address} is now ${address}.`, 'Both were mailed; open invitations of this account are over.');
    return { json: { accountId: account.id, address, confirmed }, text };
  });
}

function registerDelete(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'delete <account>', 'forget a person for good; the audit trail stays');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { account, address } = await accountNamed(administration, typed);
    const ended = granted(await administration.accounts.delete(account.id));
    const text = say(`${address.address} was deleted.`, endedSentence(ended));
    return { json: { accountId: account.id, deleted: true, ended }, text };
  });
}

function newcomer(group: Command, nameAndArguments: string, about: string): Command {
  return subcommand(group, nameAndArguments, about)
    .option('--name <name>', "the person's name")
    .requiredOption('--org <organization>', 'where the person belongs, by name or id')
    .addOption(kindOption())
    .addOption(languageOption());
}

async function newcomerOf(
  administration: Administration,
  address: string,
  { name, org, kind, language }: NewcomerOptions,
): Promise<Newcomer> {
  if (name === undefined) throw new CommandRefused('name-malformed', "Give the person's name with --name.");
  const { id } = await organizationNamed(administration, org);
  return { address, name, locale: language, organizationId: id, kind };
}

async function newCode(administration: Administration, typed: string, org: string) {
  const { account } = await accountNamed(administration, typed);
  const { id } = await organizationNamed(administration, org);
  const { code } = granted(await administration.accounts.makeCode(account.id, id));
  return { json: { accountId: account.id, created: false, code }, text: codeText(code) };
}

function codeText(code: string | null): string {
  if (code === null) return '';
  return (
    say(`Invitation code for set-up: ${code}`) + say('It is shown only now. Hand it over in person or by telephone.')
  );
}

function endedSentence({ sessions, attempts }: Ended): string {
  return `${counted(sessions, 'session')} and ${counted(attempts, 'attempt')} to sign in ended.`;
}
