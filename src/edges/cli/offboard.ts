import type { Command } from 'commander';
import type { Left } from '../../domain/access/run/ports.ts';
import { type Receipt, readReceipt, receiptHolds } from '../../domain/access/run/receipt.ts';
import { acts, administers, subcommand } from './command.ts';
import { type CliIo, CommandRefused, type OpenServices } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { keyCheck, textOf } from './key-file.ts';
import { granted } from './refusals.ts';
import { fields, isoTime, moment, say } from './text.ts';

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

/** `vestibule account verify-receipt` */
export function registerVerifyReceipt(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'check the receipt of an offboarding; needs no database and no settings';
  const command = subcommand(group, 'verify-receipt <file>', about).requiredOption(
    '--key <file>',
    'the public key that `audit key` printed',
  );
  acts<{ key: string }>(command, services, io, async (_services, [path = ''], { key }) => {
    const check = keyCheck(key);
    const receipt = readReceipt(textOf(path));
    if (receipt === null) throw new CommandRefused('file-wrong', `${path} is not a receipt as JSON.`);
    if (!receiptHolds(receipt, check)) {
      const why = 'What it says was changed, or it was signed with another key.';
      throw new CommandRefused('receipt-changed', `The receipt is not as it was signed. ${why}`);
    }
    const text = say('The receipt is as it was signed.') + receiptLines(receipt);
    return { json: { ...receipt, at: isoTime(receipt.at) }, text };
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
