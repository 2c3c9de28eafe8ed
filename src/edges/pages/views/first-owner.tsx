import type { BeginningRefusal } from '../../../domain/roles/run/first-owner.ts';
import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { EmailField, PasswordField, TextField } from '../../../platform/ui/fields.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import type { Chrome } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { revealWords } from './new-password.tsx';
import { renderSimple } from './simple-page.tsx';
import { refusedPassword } from './steps/problem-words.ts';

/** `/setup/<token>` posts `organization`, `name`, `address` and `password` to itself. */
export type FirstOwnerView =
  | {
      readonly kind: 'ask';
      readonly token: string;
      /** Fewest characters of the password. */
      readonly minimum: number;
      /** What was typed before; the password is typed anew. */
      readonly typed: Readonly<Record<Line, string>> | null;
      readonly problem: Exclude<BeginningRefusal, { readonly reason: 'over' }> | null;
    }
  | { readonly kind: 'done' };

type Line = 'organization' | 'name' | 'address';
type Ask = Extract<FirstOwnerView, { readonly kind: 'ask' }>;

/** Makes the first owner of an installation. */
export function renderFirstOwner(view: FirstOwnerView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  if (view.kind === 'ask') return ask(frame, view);
  return renderSimple(frame, {
    heading: t('firstOwner.doneHeading'),
    why: t('firstOwner.doneWhy'),
    picture: 'check',
    tone: 'good',
    content: <ButtonLink href="/sign-in">{t('frame.goToSignIn')}</ButtonLink>,
  });
}

function ask(frame: Frame, view: Ask): string {
  const { words, chrome } = frame;
  const { t } = words;
  const problem = problemOf(frame, view);
  const field = (name: Line) => ({
    name,
    label: t(`firstOwner.${name}`),
    ...(view.typed === null ? {} : { value: view.typed[name] }),
    ...(problem?.field === name ? { error: problem.next } : {}),
  });
  return renderSimple(frame, {
    heading: t('firstOwner.heading'),
    why: t('firstOwner.why'),
    picture: 'key',
    above: alertOf(frame, view, problem),
    content: (
      <form method="post" action={`/setup/${view.token}`} class="form" novalidate>
        <Csrf chrome={chrome} />
        <TextField {...field('organization')} hint={t('firstOwner.organizationHint')} maxlength={120} />
        <TextField {...field('name')} maxlength={120} />
        <EmailField {...field('address')} hint={t('firstOwner.addressHint')} />
        <PasswordField
          name="password"
          label={t('password.label')}
          hint={t('newPassword.hint', { count: view.minimum })}
          autocomplete="new-password"
          {...revealWords(words)}
          {...(problem?.field === 'password' ? { error: problem.next } : {})}
        />
        <Submit busy={t('newPassword.saving')}>{t('firstOwner.begin')}</Submit>
      </form>
    ),
  });
}

/** What is wrong with which field, and what to do about it. */
interface FieldProblem {
  readonly field: Line | 'password';
  readonly title: string;
  readonly next: string;
}

function problemOf({ words }: Frame, { problem, minimum }: Ask): FieldProblem | null {
  const { t } = words;
  switch (problem?.reason) {
    case 'organization-malformed':
      return { field: 'organization', title: t('firstOwner.organizationTitle'), next: t('firstOwner.lineNext') };
    case 'name-malformed':
      return { field: 'name', title: t('firstOwner.nameTitle'), next: t('firstOwner.lineNext') };
    case 'address-malformed':
      return { field: 'address', title: t('firstOwner.addressTitle'), next: t('firstOwner.addressNext') };
    case 'password-refused': {
      const { title, next } = refusedPassword(problem.problem, minimum, words);
      return { field: 'password', title, next };
    }
    default:
      return null;
  }
}

function alertOf({ words: { t } }: Frame, view: Ask, problem: FieldProblem | null) {
  if (problem !== null) return <Alert title={problem.title} field={problem.field} />;
  return view.problem === null ? null : <Alert title={t('problems.busyTitle')}>{t('problems.busySoon')}</Alert>;
}
