import { DAY_MS, type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import {
  type Mandate,
  type Organization,
  type SelectableMethod,
  type SessionLimits,
  type SetUpProof,
  WORKSTATION_IDLE_MS,
} from '../decide/mandate.ts';
import type { PlainReason } from './refusal.ts';

/** What a grant says. Left out: providers, staff and admins; every method; no grace; no proof for set-up; a pass after a reset. */
export interface MandateTerms {
  readonly coveredKinds?: readonly MemberKind[];
  readonly allowedMethods?: readonly SelectableMethod[];
  readonly dueAt?: EpochMs | null;
  readonly skips?: number;
  readonly setUpProof?: SetUpProof;
  /** A verified passkey may take the place of the password as well (S11). */
  readonly passkeyFirst?: boolean;
  readonly passAfterReset?: boolean;
}

/** Methods that an organization can switch on and off. */
export const SELECTABLE_METHODS = [
  'totp',
  'passkey',
  'email-code',
  'recovery-code',
] as const satisfies readonly SelectableMethod[];

export const SET_UP_PROOFS = ['none', 'mailed-code', 'invitation-code'] as const satisfies readonly SetUpProof[];

const SKIPS_MAX = 100;
const NAME_LENGTH_MAX = 120;
const SUPPORT_LENGTH_MAX = 200;
/** Bidirectional controls would let a name rearrange the sentence around it (Unicode TR36 §2.8); a line break, a mail's head. */
const UNREADABLE = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** The mandate that these terms make, starting from `base`. */
export function mandateOf(terms: MandateTerms, base: Mandate): Mandate {
  return {
    ...base,
    coveredKinds: terms.coveredKinds === undefined ? base.coveredKinds : [...new Set(terms.coveredKinds)],
    allowedMethods: terms.allowedMethods === undefined ? base.allowedMethods : [...new Set(terms.allowedMethods)],
    dueAt: terms.dueAt === undefined ? base.dueAt : terms.dueAt,
    skips: terms.skips ?? base.skips,
    setUpProof: terms.setUpProof ?? base.setUpProof,
    passkeyFirst: terms.passkeyFirst ?? base.passkeyFirst,
    passAfterReset: terms.passAfterReset ?? base.passAfterReset,
  };
}

/** A mandate granted now on the usual terms (S23). */
export function usualMandate(grantedAt: EpochMs): Mandate {
  return {
    grantedAt,
    coveredKinds: ['provider', 'staff', 'admin'],
    allowedMethods: SELECTABLE_METHODS,
    dueAt: null,
    skips: 0,
    setUpProof: 'none',
    passkeyFirst: false,
    passAfterReset: true,
  };
}

/** Why nobody could live under this mandate; null when they can. `now` only for a due date that is new. */
export function mandateProblem(mandate: Mandate, before: Mandate | null, now: EpochMs): PlainReason | null {
  if (mandate.coveredKinds.length === 0) return 'kinds-empty';
  if (!mandate.allowedMethods.includes('totp') && !mandate.allowedMethods.includes('passkey')) {
    return 'primary-method-missing';
  }
  if (!Number.isInteger(mandate.skips) || mandate.skips < 0 || mandate.skips > SKIPS_MAX) return 'grace-malformed';
  if (mandate.dueAt !== null && mandate.skips > 0) return 'grace-malformed';
  if (mandate.dueAt !== null && mandate.dueAt !== before?.dueAt && !(mandate.dueAt > now)) return 'grace-malformed';
  return before !== null && renewsGrace(before, mandate) ? 'grace-renewed' : null;
}

/** Grace is never renewed (sign-in.md section B): it may only shrink. */
function renewsGrace(before: Mandate, after: Mandate): boolean {
  const laterDate = after.dueAt !== null && (before.dueAt === null || after.dueAt > before.dueAt);
  return laterDate || after.skips > before.skips;
}

/** A console that takes a passkey must be open to its owners: their own mandate accepts one. */
export function opensToPasskeys({ consoleAcr, mandate }: Pick<Organization, 'consoleAcr' | 'mandate'>): boolean {
  return consoleAcr !== 'phr' || mandate === null || mandate.allowedMethods.includes('passkey');
}

/** security.md N21: at most 24 hours in all; without a request never longer than that. */
export function limitsInRange(limits: SessionLimits & Pick<Organization, 'workstationIdleMs'>): boolean {
  const { idleMs, absoluteMs, workstationIdleMs = WORKSTATION_IDLE_MS } = limits;
  const whole = Number.isInteger(idleMs) && Number.isInteger(absoluteMs);
  const near = Number.isInteger(workstationIdleMs) && workstationIdleMs <= WORKSTATION_IDLE_MS;
  if (!near || workstationIdleMs < MINUTE_MS) return false;
  return whole && idleMs >= MINUTE_MS && idleMs <= absoluteMs && absoluteMs <= DAY_MS;
}

/** A name or contact for people to read: one line, no control or direction marks, outer spaces gone; null when it is none. */
export function readableLine(typed: string, lengthMax = NAME_LENGTH_MAX): string | null {
  const text = typed.normalize('NFC');
  const line = text.trim();
  if (line === '' || [...line].length > lengthMax) return null;
  return UNREADABLE.test(text) ? null : line;
}

/** As {@link readableLine}, with room for a link. */
export function supportLine(typed: string): string | null {
  return readableLine(typed, SUPPORT_LENGTH_MAX);
}

/** How names are told apart: case and compatibility forms make no difference. */
export function sameName(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
}

/** The organization that already has this name, other than `exceptId`. */
export function named(
  organizations: readonly Organization[],
  name: string,
  exceptId: OrganizationId | null,
): Organization | null {
  return organizations.find((one) => one.id !== exceptId && sameName(one.name, name)) ?? null;
}
