import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, UnlockView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderLinkAsk, renderLinkEnd, renderLinkOver, renderLinkSent } from './mailed-link.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/unlock` and the link in its mail. Nothing here tells whether somebody has an account, or was kept out. */
export function renderUnlock(view: UnlockView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return renderLinkAsk(frame, view, {
        heading: t('unlock.heading'),
        why: t('unlock.why'),
        picture: 'lock',
        action: '/unlock',
      });
    case 'sent':
      return renderLinkSent(frame, {
        why: rich((marks) => t('unlock.sentWhy', marks), { address: <Isolated text={view.address} /> }),
        again: '/unlock',
      });
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
    case 'over':
      return renderLinkOver(frame, view.kind, '/unlock');
    case 'shared':
      return renderLinkEnd(frame, {
        heading: t('unlock.sharedHeading'),
        why: t('unlock.sharedWhy'),
        href: '/sign-in',
        next: t('frame.goToSignIn'),
      });
  }
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
