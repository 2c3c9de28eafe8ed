import type { MethodKind, SelectableBinding } from '../../methods/decide/traits.ts';
import { askAmong } from './choices.ts';
import { graceHolds } from './owed.ts';
import { allows, dormant, proved, roleOf, type Situation } from './situation.ts';
import { refuse, type Step } from './step.ts';

const BINDINGS: readonly SelectableBinding[] = ['totp', 'passkey'];

/** The set-up that is owed: what opens it, then the binding; null when it was put off. */
export function askSetUp(situation: Situation): Step | null {
  if (situation.attempt.setUpPostponedAt !== null && graceHolds(situation)) return null;
  const admission = admissionOf(situation);
  if (admission === 'given') return bindAllowed(situation);
  if (admission.length > 0) return askAmong(situation, admission, 'set-up');
  // Grace with a due date waits for what support still has to hand over; skips must be used up, so they cannot wait.
  return situation.mandate?.grace?.skipsLeft === null && graceHolds(situation) ? null : refuse('no-method-left');
}

/** What must open the set-up beside the password: methods that can be asked for now, none of them when support must help. */
function admissionOf(situation: Situation): 'given' | readonly MethodKind[] {
  const accepted = acceptedAdmissions(situation);
  const isGiven = ({ method }: { method: MethodKind }) => accepted.includes(method);
  if (accepted.length === 0 || situation.attempt.proofs.some(isGiven)) return 'given';
  return accepted.filter((method) => isAtHand(situation, method));
}

function acceptedAdmissions(situation: Situation): readonly MethodKind[] {
  const { account, mandate, proofs } = situation;
  // Its own proof opened it already; see `owedBy`.
  if (proofs.some(({ method }) => ['primary', 'recovery'].includes(roleOf(method)))) return [];
  if (account.reset !== null && mandate?.passAfterReset === true) return ['one-time-pass'];
  // Whoever holds the mailbox may hold the password too, so it must be something that support handed over.
  if (account.passwordResetByMailAt !== null || dormant(situation)) return ['invitation-code', 'one-time-pass'];
  if (mandate?.setUpProof === 'invitation-code') return ['invitation-code'];
  return mandate?.setUpProof === 'mailed-code' ? ['email-code'] : [];
}

function isAtHand({ account, mandate }: Situation, method: MethodKind): boolean {
  if (method === 'invitation-code') return account.invitationCodeLive;
  // After a reset the page waits for the pass, which support makes while the person is on the phone.
  if (method === 'one-time-pass')
    return account.reset !== null && (account.reset.passLive || mandate?.passAfterReset === true);
  return true;
}

function bindAllowed(situation: Situation): Step {
  const { attempt, mandate } = situation;
  const allowed = bindable(situation);
  const suggested = allowed.find((method) => method === attempt.chosen) ?? allowed[0];
  if (suggested === undefined) return refuse('no-method-left');
  const grace = graceHolds(situation) && mandate?.grace?.skipsLeft !== 0 ? (mandate?.grace ?? null) : null;
  return { kind: 'bind-authenticator', suggested, choices: allowed, grace, replaces: false };
}

/** A passkey would stay on a shared workstation, so it is set up there only where nothing else is allowed: on a security key. */
function bindable(situation: Situation): readonly SelectableBinding[] {
  const allowed = BINDINGS.filter((method) => allows(situation, method));
  return situation.browser.sharedWorkstation && allowed.includes('totp') ? ['totp'] : allowed;
}

/** After a recovery code: asks for the app, and replaces one that is lost or out of use (S19). Nothing else may be bound then. */
export function askLostApp(situation: Situation): Step | null {
  const { account, attempt, bound } = situation;
  const recovery = situation.proofs.findLast(({ method }) => roleOf(method) === 'recovery');
  const apps = allows(situation, 'totp') ? bound.filter(({ method }) => method === 'totp') : [];
  const kept = apps.every(({ suspended }) => suspended === true) ? false : attempt.appKept;
  if (recovery === undefined || apps.length === 0 || kept === true) return null;
  const provedSince = situation.proofs.filter(({ method, at }) => method === 'totp' && at >= recovery.at);
  if (kept === null) return provedSince.length > 0 ? null : { kind: 'ask-app-kept' };
  const isNew = (id: string | null) => bound.some((one) => one.id === id && one.boundAt >= recovery.at);
  if (provedSince.some(({ authenticatorId }) => isNew(authenticatorId))) return null;
  if (account.setUpFrozenAt !== null) return refuse('set-up-frozen');
  return { kind: 'bind-authenticator', suggested: 'totp', choices: ['totp'], grace: null, replaces: true };
}

/** A recovery code is saved once an app or passkey was proved, and replaced once it was used (S8, S19). */
export function askSavingRecoveryCode(situation: Situation): Step | null {
  const kept = situation.bound.some(({ method }) => roleOf(method) === 'recovery');
  if (kept || !allows(situation, 'recovery-code')) return null;
  const replaces = proved(situation, 'recovery-code');
  const own = situation.proofs.some(({ method }) => roleOf(method) === 'primary');
  return replaces || own ? { kind: 'save-recovery-code', replaces } : null;
}
