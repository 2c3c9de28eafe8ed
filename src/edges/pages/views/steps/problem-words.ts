import type { MethodKind } from '../../../../domain/methods/decide/traits.ts';
import type { PasswordProblem } from '../../../../domain/methods/method.ts';
import type { Problem } from '../../../../domain/sign-in/run/page.ts';
import type { EpochMs } from '../../../../platform/kernel/time.ts';
import type { PageWords } from '../../i18n/words.ts';

/** A problem in words: what happened, and what to do next. */
export interface ProblemText {
  readonly title: string;
  readonly next: string;
  /** Whether it is about what was typed: then `next` stands below the field. */
  readonly ofField: boolean;
}

/** How many tries may be left before the page says so: earlier it would only frighten. */
const TELL_TRIES_LEFT = 3;

/** Puts a problem into words. `now` is the page's own time. */
export function problemWords(problem: Problem, now: EpochMs, words: PageWords): ProblemText {
  const { t } = words;
  switch (problem.kind) {
    case 'address-malformed':
      return field(t('problems.addressTitle'), t('problems.addressNext'));
    case 'password-wrong':
      return field(t('problems.passwordTitle'), t('problems.passwordNext'));
    case 'work-missing':
      return field(t('work.missingTitle'), t('work.missingNext', { when: words.relative(problem.at, now) }));
    case 'proof-wrong':
      return wrongProof(problem.method, problem.triesLeft, words);
    case 'code-expired':
      return expired(problem.method, words);
    case 'binding-wrong':
      return problem.method === 'passkey'
        ? page(t('problems.bindPasskeyTitle'), t('problems.bindPasskeyNext'))
        : field(t('problems.bindTitle'), t('problems.bindNext'));
    case 'passkey-failed':
      return page(t('problems.passkeyTitle'), t('problems.passkeyNext'));
    case 'passkey-first-failed':
      return page(t('problems.passkeyFirstTitle'), t('problems.passkeyFirstNext'));
    case 'resend-too-early':
      return page(
        t('problems.resendEarlyTitle'),
        t('problems.resendEarly', { time: words.duration(problem.at - now) }),
      );
    case 'resend-limit':
      return page(t('problems.resendLimitTitle'), t('problems.resendLimit', { when: words.relative(problem.at, now) }));
    case 'box-not-ticked':
      return field(t('problems.boxTitle'), t('problems.boxNext'));
    case 'password-refused':
      return refusedPassword(problem.reason, problem.minimum, words);
    case 'busy':
      return page(t('problems.busyTitle'), t('problems.busy', { when: words.relative(problem.at, now) }));
  }
}

/** Why a new password was not taken. */
export function refusedPassword(reason: PasswordProblem, minimum: number, { t }: PageWords): ProblemText {
  switch (reason) {
    case 'too-short':
      return field(t('problems.shortTitle'), t('problems.shortNext', { count: minimum }));
    case 'too-long':
      return field(t('problems.longTitle'), t('problems.longNext'));
    case 'common':
      return field(t('problems.commonTitle'), t('problems.commonNext'));
    case 'contains-context':
      return field(t('problems.contextTitle'), t('problems.contextNext'));
    case 'leaked':
    case 'composition':
    case 'reused':
      return field(t(`passwordProblem.${reason}Title`), t(`passwordProblem.${reason}Next`));
  }
}

const PROOF_NAMES = {
  password: 'password',
  totp: 'totp',
  'email-code': 'email',
  'recovery-code': 'recovery',
  'one-time-pass': 'pass',
  'invitation-code': 'invitation',
  'break-glass-code': 'sealed',
  passkey: 'passkeyWrong',
} as const satisfies Record<MethodKind, string>;

function wrongProof(method: MethodKind, triesLeft: number, { t }: PageWords): ProblemText {
  const name = PROOF_NAMES[method];
  const left = triesLeft > TELL_TRIES_LEFT || triesLeft < 1 ? '' : ` ${t('problems.triesLeft', { count: triesLeft })}`;
  return {
    title: t(`problems.${name}Title`),
    next: `${t(`problems.${name}Next`)}${left}`,
    ofField: method !== 'passkey',
  };
}

/** A pass or an invitation code comes from people: there is nothing to resend. */
function expired(method: MethodKind, { t }: PageWords): ProblemText {
  switch (method) {
    case 'one-time-pass':
      return field(t('problems.passExpiredTitle'), t('problems.passExpiredNext'));
    case 'break-glass-code':
      return field(t('problems.sealedExpiredTitle'), t('problems.sealedExpiredNext'));
    case 'invitation-code':
      return field(t('problems.invitationExpiredTitle'), t('problems.invitationExpiredNext'));
    default:
      return field(t('problems.expiredTitle'), t('problems.expiredNext'));
  }
}

function field(title: string, next: string): ProblemText {
  return { title, next, ofField: true };
}

function page(title: string, next: string): ProblemText {
  return { title, next, ofField: false };
}
