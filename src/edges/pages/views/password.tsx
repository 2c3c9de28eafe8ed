import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { PasswordField } from '../../../platform/ui/fields.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import type { Chrome, PasswordView } from './contract.ts';
import { Csrf, Hidden } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { NewPassword, revealWords } from './new-password.tsx';
import { renderSimple } from './simple-page.tsx';
import { refusedPassword } from './steps/problem-words.ts';

/** `/account/password`: a fresh proof, then the current password and the new one. */
export function renderPassword(view: PasswordView, chrome: Chrome): string {
  const frame = frameOf(chrome, view.person.support);
  switch (view.kind) {
    case 'prove':
      return prove(frame, view);
    case 'choose':
      return choose(frame, view);
    case 'changed':
      return changed(frame, view);
    case 'frozen':
      return frozen(frame, view);
  }
}

function prove(frame: Frame, { person }: PasswordView & { kind: 'prove' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('ownPassword.heading'),
    why: t('ownPassword.proveWhy'),
    picture: 'lock',
    person,
    above: <BackLink href="/account/security">{t('frame.security')}</BackLink>,
    content: (
      <form method="post" action="/account/prove" class="form">
        <Csrf chrome={frame.chrome} />
        <Hidden name="next" value="/account/password" />
        <Submit busy={t('frame.oneMoment')}>{t('ownPassword.prove')}</Submit>
      </form>
    ),
  });
}

function choose(frame: Frame, view: PasswordView & { kind: 'choose' }): string {
  const { words, chrome } = frame;
  const { t } = words;
  const { problem, person } = view;
  const refused = problem?.kind === 'password-refused' ? refusedPassword(problem.reason, view.minimum, words) : null;
  const wrong = problem?.kind === 'current-wrong';
  return renderSimple(frame, {
    heading: t('ownPassword.heading'),
    why: t('ownPassword.why'),
    picture: 'key',
    person,
    above: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <Problem frame={frame} view={view} />
      </>
    ),
    content: (
      <form method="post" action="/account/password" class="form" novalidate>
        <Csrf chrome={chrome} />
        <PasswordField
          name="current"
          label={t('ownPassword.current')}
          autocomplete="current-password"
          autofocus
          {...revealWords(words)}
          {...(wrong ? { error: t('ownPassword.wrongNext') } : {})}
        />
        <NewPassword
          words={words}
          address={person.address}
          minimum={view.minimum}
          {...(refused === null ? {} : { error: refused.next })}
        />
        <Submit busy={t('newPassword.saving')}>{t('forgot.choose')}</Submit>
      </form>
    ),
  });
}

function Problem({ frame, view }: { readonly frame: Frame; readonly view: PasswordView & { kind: 'choose' } }) {
  const { t, relative } = frame.words;
  const { problem } = view;
  switch (problem?.kind) {
    case undefined:
      return null;
    case 'password-refused':
      return <Alert title={refusedPassword(problem.reason, view.minimum, frame.words).title} field="password" />;
    case 'current-wrong':
      return <Alert title={t('ownPassword.wrongTitle')} field="current" />;
    case 'throttled':
      return (
        <Alert title={t('ownPassword.throttledTitle')}>
          {t('refuse.retry', { when: relative(Math.max(problem.until, view.now), view.now) })}
        </Alert>
      );
    case 'busy':
      return <Alert title={t('problems.busyTitle')}>{t('problems.busySoon')}</Alert>;
  }
}

function changed(frame: Frame, { person }: PasswordView & { kind: 'changed' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('forgot.doneHeading'),
    why: t('ownPassword.changedWhy'),
    picture: 'check',
    tone: 'good',
    person,
    content: <ButtonLink href="/account/security">{t('frame.security')}</ButtonLink>,
  });
}

function frozen(frame: Frame, { person }: PasswordView & { kind: 'frozen' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('ownPassword.frozenHeading'),
    why: t('ownPassword.frozenWhy'),
    picture: 'lock',
    tone: 'caution',
    person,
    content: (
      <ButtonLink href="/account/security" look="secondary">
        {t('frame.security')}
      </ButtonLink>
    ),
  });
}
