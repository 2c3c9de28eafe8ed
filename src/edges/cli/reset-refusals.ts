import type { ResetRefusal } from '../../domain/recovery/run/load-case.ts';
import type { CommandProofRefusal } from '../../domain/sign-in/run/prove-for-command.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { CommandRefused } from './contract.ts';
import { moment } from './text.ts';

const RESET_SENTENCES: Readonly<Record<Extract<ResetRefusal, string>, string>> = {
  'not-an-operator': 'Only owners and support of the operator can act on a support reset.',
  'organization-admin': 'Admins of an organization cannot act on this reset: ask the operator.',
  'own-account': 'Nobody acts on a reset of their own account. Ask a colleague.',
  'higher-role': 'This account has a higher role than yours. An operator admin can act on it.',
  'account-unknown': 'There is no account with this address.',
  'account-disabled': 'This account is disabled. Enable it first: `vestibule account enable`.',
  'case-unknown': 'There is no such case.',
  'already-open': 'Another case of this account waits to be carried out. Carry it out or cancel it first.',
  'record-incomplete': 'Give a reason, a ticket and a call-back, each of at most 500 characters.',
  'hold-out-of-range': 'A hold is more than 0 and at most 120 hours.',
  'case-over': 'This case is over: it was cancelled, stopped by the owner, or its set-up is finished. Open a new one.',
  'case-expired': 'This case is older than seven days. Open a new one.',
  'already-approved': 'This case was approved before.',
  'approval-not-needed': 'This case needs no approval. Carry it out.',
  'approver-is-opener': 'Whoever opened a case cannot approve it. Ask a colleague.',
  'approval-missing': 'This case needs the approval of a second operator: `vestibule reset approve`.',
  'on-hold': 'This case is on hold and cannot be carried out yet.',
  'already-carried-out': 'This case was carried out. Only the owner can stop it, by the link in the mail.',
  'no-pass-left': 'All three passes of this case were made. Open a new case.',
  'changed-meanwhile': 'Somebody else acted on this case at the same moment. Look at it and try again.',
};

const PROOF_SENTENCES: Readonly<Record<CommandProofRefusal, string>> = {
  'address-malformed': 'What stands after --as is not an e-mail address.',
  'password-wrong': 'The address and the password do not fit together.',
  'code-wrong': 'The code did not match. Wait for the next one in your authenticator app.',
  throttled: 'Too many wrong tries. Sign in with a browser to see when you can try again.',
  busy: 'Too many passwords are being checked. Try again in a moment.',
  'set-up-unfinished': 'Your account has no authenticator app yet. Sign in with a browser and set it up first.',
  refused: 'You cannot be proved here with your password and authenticator app. Sign in with a browser to see why.',
};

/** What a reset led to; throws when it was refused. */
export function acted<T>(result: Result<T, ResetRefusal>): T {
  if (result.ok) return result.value;
  const { error } = result;
  if (typeof error === 'string') throw new CommandRefused(error, RESET_SENTENCES[error]);
  const sentence = `You have done as many resets as one agent may for now. Go on after ${moment(error.goOnAt)}, or ask a colleague.`;
  throw new CommandRefused(error.reason, sentence);
}

/** Who was proved; throws when nobody was. */
export function provedBy<T>(result: Result<T, CommandProofRefusal>): T {
  if (result.ok) return result.value;
  throw new CommandRefused(result.error, PROOF_SENTENCES[result.error]);
}
