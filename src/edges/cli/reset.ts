import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { ResetCase } from '../../domain/recovery/decide/reset-case.ts';
import type { CarriedOut } from '../../domain/recovery/run/carry-out.ts';
import type { ResetRefusal } from '../../domain/recovery/run/load-case.ts';
import type { CommandProofRefusal } from '../../domain/sign-in/run/prove-for-command.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { administers, type Outcome, subcommand } from './command.ts';
import { type Administration, type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { fields, isoTime, moment, say } from './text.ts';

/** Everybody who resets acts as a person: `--as`, whose password and app code come from standard input. */
interface ActingOptions {
  readonly as: string;
}

interface OpenOptions extends ActingOptions {
  readonly reason: string;
  readonly ticket: string;
  readonly callBack: string;
  readonly hold?: number;
}

/** `vestibule reset …` (sign-in.md section C). */
export const registerReset: Register = (program, services, io) => {
  const group = program.command('reset').description('let somebody who lost everything set up again');
  const open = subcommand(group, 'open <account>', 'open a case; the owner is mailed a link that stops it')
    .requiredOption('--reason <text>', 'what was lost, and how')
    .requiredOption('--ticket <id>', 'the ticket of the request')
    .requiredOption('--call-back <text>', 'which number on record was called, and who answered')
    .option('--hold <hours>', 'not carried out before so many hours have passed', readHours);
  acting<OpenOptions>(open, services, io, async ({ resets }, actor, typed, options) => {
    const { reason, ticket, callBack } = options;
    const holdHours = options.hold ?? null;
    const input = { address: typed, reason, ticket, callBack, checklist: [], holdHours };
    return caseOutcome(done(await resets.open(actor, input)), 'A case was opened, and the owner was mailed.');
  });
  const approve = subcommand(group, 'approve <case>', 'agree as a second operator');
  acting(approve, services, io, async ({ resets }, actor, typed) =>
    caseOutcome(done(await resets.approve(actor, typed)), 'The case was approved.'),
  );
  const carryOut = subcommand(
    group,
    'carry-out <case>',
    'end everything but the password and make a one-time pass; again: the next pass',
  );
  acting(carryOut, services, io, async ({ resets }, actor, typed) =>
    carriedOut(done(await resets.carryOut(actor, typed))),
  );
  const cancel = subcommand(group, 'cancel <case>', 'call a case off that was not carried out');
  acting(cancel, services, io, async ({ resets }, actor, typed) =>
    caseOutcome(done(await resets.cancel(actor, typed)), 'The case was cancelled.'),
  );
};

/** Proves the person behind `--as`, then lets the command act in that person's name. */
function acting<Options extends ActingOptions>(
  command: Command,
  services: OpenServices,
  io: CliIo,
  work: (administration: Administration, actor: AccountId, typed: string, options: Options) => Promise<Outcome>,
): void {
  command.requiredOption('--as <address>', 'who acts; password and app code are read from standard input, a line each');
  administers<Options>(command, services, io, async (administration, [typed = ''], options) => {
    const [password = '', code = ''] = await io.readSecrets(['Password', 'Code from the authenticator app']);
    const proof = await administration.prove(options.as, password, code);
    if (!proof.ok) throw new CommandRefused(proof.error, PROOF_SENTENCES[proof.error]);
    return work(administration, proof.value.accountId, typed, options);
  });
}

function caseOutcome(one: ResetCase, sentence: string): Outcome {
  return { json: caseJson(one), text: say(sentence) + fields(caseFields(one)) };
}

function carriedOut({ case: one, pass }: CarriedOut): Outcome {
  const json = { ...caseJson(one), pass: pass === null ? null : { ...pass, expiresAt: isoTime(pass.expiresAt) } };
  if (pass === null) {
    return { json, text: say('The case was carried out.', 'The owner signs in with the password and sets up again.') };
  }
  const shown = fields([
    ['Case', one.id],
    ['One-time pass', pass.code],
    ['Works until', moment(pass.expiresAt)],
    ['Passes left', String(pass.left)],
  ]);
  return {
    json,
    text: say('The case was carried out. Read the pass out to the owner: it is shown this once.') + shown,
  };
}

function caseJson(one: ResetCase) {
  return {
    case: one.id,
    accountId: one.accountId,
    openedAt: isoTime(one.openedAt),
    needsApproval: one.needsApproval,
    holdUntil: isoTime(one.holdUntil),
    approvedAt: isoTime(one.approvedAt),
    carriedOutAt: isoTime(one.carriedOutAt),
    cancelledAt: isoTime(one.cancelledAt),
  };
}

function caseFields(one: ResetCase): readonly (readonly [string, string])[] {
  return [
    ['Case', one.id],
    [
      'Second operator',
      one.needsApproval ? (one.approvedAt === null ? 'needed' : moment(one.approvedAt)) : 'not needed',
    ],
    ['On hold until', one.holdUntil === null ? 'no hold' : moment(one.holdUntil)],
  ];
}

function done<T>(result: Result<T, ResetRefusal>): T {
  if (!result.ok) throw new CommandRefused(result.error, SENTENCES[result.error]);
  return result.value;
}

function readHours(typed: string): number {
  if (!/^\d{1,3}$/.test(typed)) throw new InvalidArgumentError('Give a whole number of hours.');
  return Number(typed);
}

const SENTENCES: Readonly<Record<ResetRefusal, string>> = {
  'not-an-operator': 'Only operators reset: staff or admins of the operator’s own organization.',
  'organization-admin': 'Resets by organization admins are not possible yet.',
  'own-account': 'Nobody resets an account of their own.',
  'higher-role': 'This account has a higher role than yours.',
  'case-over': 'The case is over: cancelled, stopped by the owner, or finished.',
  'case-expired': 'The case is older than 7 days. Open a new one.',
  'already-approved': 'The case was approved before.',
  'approval-not-needed': 'This case needs no second operator.',
  'approver-is-opener': 'Whoever opened a case cannot approve it.',
  'approval-missing': 'A second operator must approve first: `vestibule reset approve`.',
  'on-hold': 'The hold is not over yet.',
  'already-carried-out': 'The case was carried out: it can no longer be cancelled.',
  'no-pass-left': 'Three passes were made for this case. Open a new one.',
  'account-unknown': 'There is no such account.',
  'account-disabled': 'The account is disabled.',
  'case-unknown': 'There is no such case.',
  'already-open': 'Another case of this account is open.',
  'record-incomplete': 'Reason, ticket and call-back are needed, each of at most 500 characters.',
  'hold-out-of-range': 'A hold is 1 to 120 hours.',
  'changed-meanwhile': 'Somebody else acted at the same moment. Look again.',
};

const PROOF_SENTENCES: Readonly<Record<CommandProofRefusal, string>> = {
  'address-malformed': 'The address of --as is not an e-mail address.',
  'password-wrong': 'The password did not match.',
  'code-wrong': 'The code did not match. Take the newest one from the app.',
  throttled: 'Too many wrong tries. Wait, or use a browser to see for how long.',
  busy: 'The server is busy. Try again in a moment.',
  'set-up-unfinished': 'Sign in with a browser first and finish setting up your authenticator app.',
  refused: 'This account cannot be proved here. Sign in with a browser to see why.',
};
