import type { Command } from 'commander';
import type { Left } from '../../domain/access/run/ports.ts';
import type { Receipt } from '../../domain/access/run/receipt.ts';
import { administers, subcommand } from './command.ts';
import type { CliIo, OpenServices } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { granted } from './refusals.ts';
import { fields, isoTime, moment } from './text.ts';

/** `vestibule account offboard` */
export function registerOffboard(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(
    group,
    'offboard <account>',
    'end all that lets a person in, disable the account, and print a signed receipt',
  ).option('--org <organization>', 'they leave only this organization, by name or id');
  administers<{ org?: string }>(command, services, io, async (administration, [typed = ''], { org }) => {
    const { account } = await accountNamed(administration, typed);
    const from = org === undefined ? 'everything' : (await organizationNamed(administration, org)).id;
    const receipt = granted(await administration.offboarding.offboard(account.id, from));
    return { json: { ...receipt, at: isoTime(receipt.at) }, text: receiptLines(receipt) };
  });
}

const ENDED: Readonly<Record<keyof Left, string>> = {
  sessions: 'Sessions',
  attempts: 'Sign-ins under way',
  tokens: 'Tokens and grants',
  browsers: 'Known browsers',
  invitations: 'Invitations',
  links: 'Links in mails',
  resets: 'Support resets',
  applications: 'Applications told',
};

function receiptLines(receipt: Receipt): string {
  return fields([
    ['Receipt', receipt.id],
    ['When', moment(receipt.at)],
    ['By', receipt.by],
    ['Account', receipt.accountId],
    ['Membership', receipt.membershipEnded ? 'ended' : 'not touched'],
    ['Account is', receipt.accountDisabled ? 'disabled' : 'in force elsewhere'],
    ...(Object.keys(ENDED) as (keyof Left)[]).map((name) => [ENDED[name], String(receipt.ended[name])] as const),
    ['SHA-256', receipt.digest],
    ['Key', receipt.keyId],
    ['Signature', receipt.signature],
  ]);
}
