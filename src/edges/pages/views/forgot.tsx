import type { ComponentChildren } from 'preact';
import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { EmailField, PasswordField } from '../../../platform/ui/fields.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, ForgotView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';
import { refusedPassword } from './steps/problem-words.ts';

/** `/forgot` and the link in its mail. Nothing here tells whether somebody has an account. */
export function renderForgot(view: ForgotView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return ask(frame, view);
    case 'sent':
      return sent(frame, view);
    case 'choose':
      return choose(frame, view);
    case 'done':
      return renderSimple(frame, {
        heading: t('forgot.doneHeading'),
        why: t('forgot.doneWhy'),
        picture: 'check',
        tone: 'good',
        content: (
          <>
            <p class="hint">{t('forgot.doneNext')}</p>
            <ButtonLink href="/sign-in">{t('frame.goToSignIn')}</ButtonLink>
          </>
        ),
      });
    case 'other-browser':
      return askAgain(frame, t('forgot.otherHeading'), t('forgot.otherWhy'));
    case 'over':
      return askAgain(frame, t('forgot.overHeading'), t('forgot.overWhy'));
  }
}

function ask(frame: Frame, view: ForgotView & { kind: 'ask' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('forgot.heading'),
    why: t('forgot.why'),
    picture: 'key',
    above: (
      <>
        <BackLink href={view.back}>{t('frame.back')}</BackLink>
        {view.malformed ? <Alert title={t('problems.addressTitle')} field="address" /> : null}
      </>
    ),
    content: (
      <form method="post" action="/forgot" class="form" novalidate>
        <Csrf chrome={frame.chrome} />
        <EmailField
          name="address"
          label={t('identify.label')}
          autofocus
          {...(view.address === null ? {} : { value: view.address })}
          {...(view.malformed ? { error: t('problems.addressNext') } : {})}
        />
        <Submit busy={t('forgot.sending')}>{t('forgot.send')}</Submit>
      </form>
    ),
  });
}

function sent(frame: Frame, view: ForgotView & { kind: 'sent' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('forgot.sentHeading'),
    why: rich((marks) => t('forgot.sentWhy', marks), { address: <Isolated text={view.address} /> }),
    picture: 'mail',
    content: (
      <>
        <p>{t('forgot.sentHere')}</p>
        <p class="hint">{t('forgot.sentNone')}</p>
        <p class="ways">
          <a href="/forgot">{t('forgot.sentAgain')}</a>
          <a href="/sign-in">{t('frame.goToSignIn')}</a>
        </p>
      </>
    ),
  });
}

function choose(frame: Frame, view: ForgotView & { kind: 'choose' }): string {
  const { words, chrome } = frame;
  const { t } = words;
  const { problem } = view;
  const refused = problem?.kind === 'password-refused' ? refusedPassword(problem.reason, view.minimum, words) : null;
  return renderSimple(frame, {
    heading: t('forgot.chooseHeading'),
    why: rich((marks) => t('forgot.chooseWhy', marks), { address: <Isolated text={view.address} /> }),
    picture: 'key',
    above:
      refused !== null ? (
        <Alert title={refused.title} field="password" />
      ) : problem === null ? null : (
        <Alert title={t('problems.busyTitle')}>{t('problems.busySoon')}</Alert>
      ),
    content: (
      <form method="post" action={`/forgot/${encodeURIComponent(view.token)}`} class="form" novalidate>
        <Csrf chrome={chrome} />
        <input type="text" name="username" autocomplete="username" value={view.address} readOnly hidden />
        <PasswordField
          name="password"
          label={t('password.newLabel')}
          hint={t('newPassword.hint', { count: view.minimum })}
          autocomplete="new-password"
          show={t('password.show')}
          hide={t('password.hide')}
          showName={t('password.showName')}
          hideName={t('password.hideName')}
          {...(refused === null ? {} : { error: refused.next })}
        />
        <Submit busy={t('newPassword.saving')}>{t('forgot.choose')}</Submit>
      </form>
    ),
  });
}

function askAgain(frame: Frame, heading: string, why: ComponentChildren): string {
  return renderSimple(frame, {
    heading,
    why,
    picture: 'clock',
    tone: 'caution',
    content: <ButtonLink href="/forgot">{frame.words.t('forgot.ask')}</ButtonLink>,
  });
}
