import type { ComponentChildren } from 'preact';
import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { EmailField } from '../../../platform/ui/fields.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, UnlockView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/unlock` and the link in its mail. Nothing here tells whether somebody has an account, or was kept out. */
export function renderUnlock(view: UnlockView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return ask(frame, view);
    case 'sent':
      return sent(frame, view);
    case 'open':
      return open(frame, view);
    case 'opened':
      return renderSimple(frame, {
        heading: t('unlock.openedHeading'),
        why: t('unlock.openedWhy'),
        picture: 'check',
        tone: 'good',
        content: <ButtonLink href="/sign-in">{t('frame.goToSignIn')}</ButtonLink>,
      });
    case 'other-browser':
      return over(frame, t('forgot.otherHeading'), t('forgot.otherWhy'), '/unlock', t('forgot.ask'));
    case 'over':
      return over(frame, t('forgot.overHeading'), t('forgot.overWhy'), '/unlock', t('forgot.ask'));
    case 'shared':
      return over(frame, t('unlock.sharedHeading'), t('unlock.sharedWhy'), '/sign-in', t('frame.goToSignIn'));
  }
}

function ask(frame: Frame, view: UnlockView & { kind: 'ask' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('unlock.heading'),
    why: t('unlock.why'),
    picture: 'lock',
    above: (
      <>
        <BackLink href={view.back}>{t('frame.back')}</BackLink>
        {view.malformed ? <Alert title={t('problems.addressTitle')} field="address" /> : null}
      </>
    ),
    content: (
      <form method="post" action="/unlock" class="form" novalidate>
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

function sent(frame: Frame, view: UnlockView & { kind: 'sent' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('forgot.sentHeading'),
    why: rich((marks) => t('unlock.sentWhy', marks), { address: <Isolated text={view.address} /> }),
    picture: 'mail',
    content: (
      <>
        <p>{t('forgot.sentHere')}</p>
        <p class="hint">{t('forgot.sentNone')}</p>
        <p class="ways">
          <a href="/unlock">{t('forgot.sentAgain')}</a>
          <a href="/sign-in">{t('frame.goToSignIn')}</a>
        </p>
      </>
    ),
  });
}

function open(frame: Frame, view: UnlockView & { kind: 'open' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('unlock.openHeading'),
    why: rich((marks) => t('unlock.openWhy', marks), { address: <Isolated text={view.address} /> }),
    picture: 'lock',
    content: (
      <form method="post" action={`/unlock/${encodeURIComponent(view.token)}`} class="form">
        <Csrf chrome={frame.chrome} />
        <Submit busy={t('frame.oneMoment')}>{t('unlock.open')}</Submit>
      </form>
    ),
  });
}

function over(frame: Frame, heading: string, why: ComponentChildren, href: string, next: string): string {
  return renderSimple(frame, {
    heading,
    why,
    picture: 'clock',
    tone: 'caution',
    content: <ButtonLink href={href}>{next}</ButtonLink>,
  });
}
