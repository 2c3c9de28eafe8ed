import type { ComponentChildren } from 'preact';
import { PasswordField } from '../../../platform/ui/fields.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import type { PageWords } from '../i18n/words.ts';
import type { ForgotView } from './contract.ts';
import { refusedPassword } from './steps/problem-words.ts';

/** What a form of a new password comes back with. */
type NewPasswordProblem = Extract<ForgotView, { readonly kind: 'choose' }>['problem'];

/** A new password, under the name that password managers keep it for. `minimum`: in characters; null: not known yet. */
export function NewPassword(props: {
  readonly words: PageWords;
  readonly address: string;
  readonly minimum: number | null;
  readonly error?: ComponentChildren;
}) {
  const { words, minimum, error } = props;
  const { t } = words;
  return (
    <>
      <input type="text" name="username" autocomplete="username" value={props.address} readOnly hidden />
      <PasswordField
        name="password"
        label={t('password.newLabel')}
        {...(minimum === null ? {} : { hint: t('newPassword.hint', { count: minimum }) })}
        autocomplete="new-password"
        {...revealWords(words)}
        {...(error === undefined ? {} : { error })}
      />
    </>
  );
}

/** The words of the button that shows a password. */
export function revealWords({ t }: PageWords) {
  return {
    show: t('password.show'),
    hide: t('password.hide'),
    showName: t('password.showName'),
    hideName: t('password.hideName'),
  };
}

/** What was wrong: above the form, and at the field. */
export function newPasswordProblem(
  view: { readonly problem: NewPasswordProblem; readonly minimum: number },
  words: PageWords,
): { readonly alert: ComponentChildren; readonly atField: { readonly error?: string } } {
  const { problem, minimum } = view;
  if (problem === null) return { alert: null, atField: {} };
  if (problem.kind === 'busy') {
    return { alert: <Alert title={words.t('problems.busyTitle')}>{words.t('problems.busySoon')}</Alert>, atField: {} };
  }
  const { title, next } = refusedPassword(problem.reason, minimum, words);
  return { alert: <Alert title={title} field="password" />, atField: { error: next } };
}
