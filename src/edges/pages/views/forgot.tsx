import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, ForgotView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderLinkAsk, renderLinkOver, renderLinkSent } from './mailed-link.tsx';
import { NewPassword, newPasswordProblem } from './new-password.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/forgot` and the link in its mail. Nothing here tells whether somebody has an account. */
export function renderForgot(view: ForgotView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return renderLinkAsk(frame, view, {
        heading: t('forgot.heading'),
        why: t('forgot.why'),
        picture: 'key',
        action: '/forgot',
      });
    case 'sent':
      return renderLinkSent(frame, {
        why: rich((marks) => t('forgot.sentWhy', marks), { address: <Isolated text={view.address} /> }),
        again: '/forgot',
      });
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
    case 'over':
      return renderLinkOver(frame, view.kind, '/forgot');
  }
}

function choose(frame: Frame, view: ForgotView & { kind: 'choose' }): string {
  const { words, chrome } = frame;
  const { t } = words;
  const { alert, atField } = newPasswordProblem(view, words);
  return renderSimple(frame, {
    heading: t('forgot.chooseHeading'),
    why: rich((marks) => t('forgot.chooseWhy', marks), { address: <Isolated text={view.address} /> }),
    picture: 'key',
    above: alert,
    content: (
      <form method="post" action={`/forgot/${encodeURIComponent(view.token)}`} class="form" novalidate>
        <Csrf chrome={chrome} />
        <NewPassword words={words} address={view.address} minimum={view.minimum} {...atField} />
        <Submit busy={t('newPassword.saving')}>{t('forgot.choose')}</Submit>
      </form>
    ),
  });
}
