import { type Command, InvalidArgumentError } from 'commander';
import { USUAL_DAYS } from '../../domain/break-glass/decide/seal.ts';
import type { BreakGlassOverview, Envelopes } from '../../domain/break-glass/run/break-glass.ts';
import { administers, subcommand } from './command.ts';
import type { CliIo, OpenServices, Register } from './contract.ts';
import { accountNamed } from './find.ts';
import { granted } from './refusals.ts';
import { provedBy } from './reset-refusals.ts';
import { fields, isoTime, moment, say, table } from './text.ts';

/** `vestibule break-glass …` */
export const registerBreakGlass: Register = (program, services, io) => {
  const group = program
    .command('break-glass')
    .description('accounts in two sealed envelopes, for the day on which no owner can sign in');
  registerCreate(group, services, io);
  registerList(group, services, io);
  registerRenew(group, services, io);
  registerRevoke(group, services, io);
  registerReview(group, services, io);
};

function registerCreate(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'make one: an owner whose two halves are printed once';
  const command = subcommand(group, 'create <address>', about).requiredOption(
    '--name <name>',
    'what it is called in alarms and in the audit trail',
  );
  withDays(command);
  administers<{ name: string; days: number }>(command, services, io, async (administration, [address = ''], options) =>
    envelopes(granted(await administration.breakGlass.create({ ...options, address })), administration.issuer),
  );
}

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'list', 'show all, and every use with its review');
  administers(command, services, io, async ({ breakGlass }) => {
    const all = await breakGlass.overview();
    return { json: overviewJson(all), text: overviewText(all) };
  });
}

function registerRenew(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'renew <account>', 'make new halves; the old ones, and what they opened, end');
  withDays(command);
  administers<{ days: number }>(command, services, io, async (administration, [typed = ''], { days }) => {
    const { account } = await accountNamed(administration, typed);
    return envelopes(granted(await administration.breakGlass.renew(account.id, days)), administration.issuer);
  });
}

function registerRevoke(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'revoke <account>', 'disable it and void its halves; its session ends');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { account, address } = await accountNamed(administration, typed);
    granted(await administration.breakGlass.revoke(account.id));
    return { json: { accountId: account.id, revoked: true }, text: say(`${address.address} was revoked.`) };
  });
}

function registerReview(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'review <use>', 'write down what a use was for; `break-glass list` shows its id')
    .requiredOption('--note <text>', 'what it was for, and what was done')
    .requiredOption('--as <address>', 'who you are; your password and app code are read from standard input');
  administers<{ note: string; as: string }>(command, services, io, async (administration, [useId = ''], options) => {
    const [password = '', code = ''] = await io.readSecrets(['Password', 'One-time code']);
    const { accountId } = provedBy(await administration.prove(options.as, password, code));
    granted(await administration.administrationBy(accountId).breakGlass.review(useId, options.note));
    return { json: { use: useId, reviewed: true }, text: say('The use was reviewed.') };
  });
}

function withDays(command: Command): void {
  command.option('--days <count>', 'how long the halves are good, at most 365', readDays, USUAL_DAYS);
}

function readDays(typed: string): number {
  if (!/^\d{1,3}$/.test(typed)) throw new InvalidArgumentError('Give a whole number of days.');
  return Number(typed);
}

function envelopes({ accountId, address, expiresAt, password, code }: Envelopes, issuer: string) {
  const until = `good until ${moment(expiresAt)}`;
  const first = fields([
    ['Address', address],
    ['Password, exactly so', password],
    ['Sign in at', `${issuer}/sign-in, then open ${issuer}/console`],
  ]);
  const text = [
    say('Put each half into an envelope of its own, seal both, and give them to two people. They are shown only now.'),
    `First envelope, ${until}\n${first}`,
    `Second envelope, ${until}\n${fields([['Sealed code', code]])}`,
  ];
  const json = { accountId, expiresAt: isoTime(expiresAt), first: { address, password }, second: { code } };
  return { json, text: text.join('\n') };
}

function overviewJson({ accounts, uses }: BreakGlassOverview) {
  return {
    accounts: accounts.map(({ madeAt, expiresAt, spentAt, revokedAt, ...account }) => ({
      ...account,
      madeAt: isoTime(madeAt),
      expiresAt: isoTime(expiresAt),
      spentAt: isoTime(spentAt),
      revokedAt: isoTime(revokedAt),
    })),
    uses: uses.map((use) => ({ ...use, usedAt: isoTime(use.usedAt), reviewedAt: isoTime(use.reviewedAt) })),
  };
}

function overviewText({ accounts, uses }: BreakGlassOverview): string {
  const rows = accounts.map((one) => [one.address, one.name, one.state, moment(one.expiresAt)]);
  const used = uses.map((one) => [one.id, one.name, moment(one.usedAt), reviewOf(one)]);
  return [
    table(['ADDRESS', 'NAME', 'STATE', 'GOOD UNTIL'], rows, 'There are no break-glass accounts.'),
    table(['USE', 'ACCOUNT', 'WHEN', 'REVIEW'], used, 'None was ever used.'),
  ].join('\n');
}

function reviewOf({ reviewedAt, reviewedBy, note }: BreakGlassOverview['uses'][number]): string {
  if (reviewedAt === null) return 'MISSING';
  return `${moment(reviewedAt)}, ${reviewedBy?.name ?? reviewedBy?.id ?? '–'}: ${note ?? 'not readable any more'}`;
}
