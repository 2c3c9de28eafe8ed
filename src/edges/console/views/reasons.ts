import type { MethodKind } from '../../../domain/methods/decide/traits.ts';
import type { CombinedMandate } from '../../../domain/organizations/decide/mandate.ts';
import type { AccountFacts } from '../../../domain/sign-in/decide/facts.ts';
import type { Foresight } from '../../../domain/sign-in/run/foresee.ts';
import type { DeskFrame } from './frame.tsx';

/** Why the core decides so: every fact that weighs, a sentence each. */
export function reasons(
  frame: DeskFrame,
  { account, hasPassword }: Pick<Foresight, 'account' | 'hasPassword'>,
): readonly string[] {
  const first = hasPassword ? [] : [frame.words.t('why.noPassword')];
  return [...first, ...ofState(frame, account), ...ofMandate(frame, account.mandate), ...ofBound(frame, account)];
}

function ofState({ words, desk }: DeskFrame, account: AccountFacts): readonly string[] {
  const { t } = words;
  const since = (key: 'disabled' | 'frozen' | 'reset' | 'resetByMail' | 'throttled', at: number | null | undefined) =>
    at == null ? [] : [t(`why.${key}`, { when: words.relative(at, desk.now) })];
  return [
    ...since('disabled', account.disabledAt),
    ...since('frozen', account.setUpFrozenAt),
    ...since('reset', account.reset?.carriedOutAt),
    ...since('resetByMail', account.passwordResetByMailAt),
    ...since('throttled', account.proofLane.closedUntil),
    ...(account.passwordMeets === 'with-mfa' ? [t('why.shortPassword')] : []),
  ];
}

function ofMandate(frame: DeskFrame, mandate: CombinedMandate | null): readonly string[] {
  const { words, desk } = frame;
  const { t, list } = words;
  if (mandate === null) return [t('why.noMandate')];
  const { organizations, allowedMethods, grace } = mandate;
  const names = { organizations: list(organizations.map(({ name }) => name)), count: organizations.length };
  return [
    t('why.mandate', names),
    t('why.accepts', { methods: named(frame, allowedMethods) }),
    ...(grace?.until == null ? [] : [t('why.graceUntil', { when: words.relative(grace.until, desk.now) })]),
    ...(grace?.skipsLeft == null ? [] : [t('why.graceSkips', { count: grace.skipsLeft })]),
  ];
}

function ofBound(frame: DeskFrame, { authenticators, mandate }: AccountFacts): readonly string[] {
  const { t } = frame.words;
  const second = authenticators.filter(({ method }) => method !== 'password');
  const lost = second.filter(({ suspended }) => suspended === true).map(({ method }) => method);
  const bound = second.filter(({ suspended }) => suspended !== true).map(({ method }) => method);
  return [
    second.length === 0 ? t('why.boundNothing') : t('why.bound', { methods: named(frame, bound) }),
    ...(lost.length === 0 ? [] : [t('why.suspended', { methods: named(frame, lost) })]),
    ...(mandate === null && second.length > 0 ? [t('why.own')] : []),
  ];
}

/** Each kind once, in the order given. */
function named({ words }: DeskFrame, kinds: readonly MethodKind[]): string {
  return words.list([...new Set(kinds)].map((kind) => words.t(`method.${kind}`)));
}
