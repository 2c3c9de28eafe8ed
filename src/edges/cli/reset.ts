import { type Command, InvalidArgumentError } from 'commander';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { CHECKLIST, type ChecklistItem, type ResetCase } from '../../domain/recovery/decide/reset-case.ts';
import type { CarriedOut } from '../../domain/recovery/run/carry-out.ts';
import { listOf } from './arguments.ts';
import { administers, type Outcome, subcommand } from './command.ts';
import type { Administration, CliIo, OpenServices, Register } from './contract.ts';
import { acted, provedBy } from './reset-refusals.ts';
import { fields, isoTime, moment, say } from './text.ts';

/** Who acts: proved by password and app code, read from standard input. */
interface AsOptions {
  readonly as: string;
}

interface OpenOptions extends AsOptions {
  readonly reason: string;
  readonly ticket: string;
  readonly callBack: string;
  readonly checked?: readonly ChecklistItem[];
  readonly hold?: number;
}

/** `vestibule reset …` */
export const registerReset: Register = (program, services, io) => {
  const group = program
    .command('reset')
    .description('support reset, for a person who has lost every way to prove it is them');
  registerOpen(group, services, io);
  registerApprove(group, services, io);
  registerCarryOut(group, services, io);
  registerCancel(group, services, io);
};

function registerOpen(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'open <address>', 'open a case; the owner is mailed a link that stops it')
    .requiredOption('--reason <text>', 'what was lost, and how')
    .requiredOption('--ticket <id>', 'where the request is filed')
    .requiredOption('--call-back <text>', 'which number on record was called back, when, and who answered')
    .option('--checked <items>', `what was checked: ${CHECKLIST.join(', ')}`, listOf(CHECKLIST))
    .option('--hold <hours>', 'carry it out only after so many hours', readHours);
  asPerson<OpenOptions>(command, services, io, async ({ resets }, actor, [address = ''], options) => {
    const { reason, ticket, callBack, checked = [], hold = null } = options;
    const input = { address, reason, ticket, callBack, checklist: checked, holdHours: hold };
    const opened = acted(await resets.open(actor, input));
    const next = opened.needsApproval ? 'A second operator has to approve it.' : 'It can be carried out.';
    return {
      json: caseJson(opened),
      text: say('The case was opened and its owner is mailed.', next) + caseFields(opened),
    };
  });
}

function registerApprove(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'approve <case>', 'agree, as a second operator');
  asPerson(command, services, io, async ({ resets }, actor, [id = '']) => {
    const approved = acted(await resets.approve(actor, id));
    return { json: caseJson(approved), text: say('The case was approved.') + caseFields(approved) };
  });
}

function registerCarryOut(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'remove what was lost and show a one-time pass; once more: show the next pass';
  const command = subcommand(group, 'carry-out <case>', about);
  asPerson(command, services, io, async ({ resets }, actor, [id = '']) => {
    const done = acted(await resets.carryOut(actor, id));
    const { pass } = done;
    const passJson = pass === null ? null : { code: pass.code, expiresAt: isoTime(pass.expiresAt), left: pass.left };
    return { json: { ...caseJson(done.case), pass: passJson }, text: carriedOutText(done) };
  });
}

function registerCancel(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'cancel <case>', 'call a case off that was not carried out');
  asPerson(command, services, io, async ({ resets }, actor, [id = '']) => {
    const cancelled = acted(await resets.cancel(actor, id));
    return { json: caseJson(cancelled), text: say('The case was cancelled and its owner is mailed.') };
  });
}

/** A command that a person runs: proved first, then acting under their own name. */
function asPerson<Options extends AsOptions>(
  command: Command,
  services: OpenServices,
  io: CliIo,
  work: (
    administration: Administration,
    actor: AccountId,
    args: readonly string[],
    options: Options,
  ) => Promise<Outcome>,
): void {
  command.requiredOption('--as <address>', 'who you are; your password and app code are read from standard input');
  administers<Options>(command, services, io, async (administration, args, options) => {
    const [password = '', code = ''] = await io.readSecrets(['Password', 'One-time code']);
    const { accountId } = provedBy(await administration.prove(options.as, password, code));
    return work(administration, accountId, args, options);
  });
}

function readHours(typed: string): number {
  if (!/^\d{1,3}$/.test(typed)) throw new InvalidArgumentError('Give a whole number of hours.');
  return Number(typed);
}

function carriedOutText({ case: one, pass }: CarriedOut): string {
  const done = say('Everything but the password was removed; the owner is mailed.');
  if (pass === null) return done + say('The owner signs in with the password and sets up again. No pass is needed.');
  return (
    done +
    say(`One-time pass: ${pass.code}`) +
    say(`It is shown only now and works once, until ${moment(pass.expiresAt)}. Read it out to the owner.`) +
    say(`${pass.left} more can be made: vestibule reset carry-out ${one.id}`)
  );
}

function caseFields(one: ResetCase): string {
  return fields([
    ['case', one.id],
    ['approval', approvalOf(one)],
    ['hold until', moment(one.holdUntil)],
  ]);
}

function approvalOf({ needsApproval, approvedAt }: ResetCase): string {
  if (approvedAt !== null) return `given ${moment(approvedAt)}`;
  return needsApproval ? 'needed' : 'not needed';
}

function caseJson(one: ResetCase) {
  return {
    case: one.id,
    accountId: one.accountId,
    needsApproval: one.needsApproval,
    openedAt: isoTime(one.openedAt),
    holdUntil: isoTime(one.holdUntil),
    approvedAt: isoTime(one.approvedAt),
    carriedOutAt: isoTime(one.carriedOutAt),
    cancelledAt: isoTime(one.cancelledAt),
  };
}
