import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Contact, Icon } from '../../../platform/ui/layout.tsx';
import { rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, StopView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/stop/<token>`: a GET shows the button, only the POST acts. */
export function renderStop(view: StopView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return ask(frame, view);
    case 'stopped':
      return stopped(frame, view);
    case 'over':
      return renderSimple(frame, {
        heading: t('stop.overHeading'),
        why: t('stop.overWhy'),
        picture: 'clock',
        tone: 'caution',
        content: null,
      });
  }
}

function stopped(frame: Frame, { password }: StopView & { kind: 'stopped' }): string {
  const { words, support } = frame;
  const { t } = words;
  return renderSimple(frame, {
    heading: t('stop.stoppedHeading'),
    why: t('stop.stoppedWhy'),
    picture: 'check',
    tone: 'good',
    content: (
      <>
        <h2>{t('stop.next')}</h2>
        <ul class="points">
          <li>
            <Icon name="person" />
            <span>
              {t('stop.nextCall')}
              {support === null ? null : (
                <> {rich((marks) => t('stop.nextContact', marks), { contact: <Contact contact={support} /> })}</>
              )}
            </span>
          </li>
          {password === 'kept' ? null : (
            <li>
              <Icon name="key" />
              <span>{t(password === 'taken-back' ? 'stop.nextForgot' : 'stop.nextChange')}</span>
            </li>
          )}
        </ul>
        {password === 'taken-back' ? <ButtonLink href="/forgot">{t('stop.toForgot')}</ButtonLink> : null}
      </>
    ),
  });
}

function ask(frame: Frame, view: StopView & { kind: 'ask' }): string {
  const { t } = frame.words;
  const reset = view.about === 'reset';
  return renderSimple(frame, {
    heading: t(reset ? 'stop.resetHeading' : 'stop.signInHeading'),
    why: t(reset ? 'stop.resetWhy' : 'stop.signInWhy'),
    picture: 'warning',
    tone: 'caution',
    content: (
      <>
        <h2>{t('stop.willHappen')}</h2>
        <ul class="points">
          <li>
            <Icon name="person" />
            <span>{t('stop.endsSessions')}</span>
          </li>
          {reset ? (
            <li>
              <Icon name="key" />
              <span>{t('stop.endsReset')}</span>
            </li>
          ) : null}
          <li>
            <Icon name="lock" />
            <span>{t('stop.freezes')}</span>
          </li>
        </ul>
        <form method="post" action={`/stop/${encodeURIComponent(view.token)}`} class="form">
          <Csrf chrome={frame.chrome} />
          <Submit busy={t('stop.stopping')}>{t('stop.button')}</Submit>
        </form>
        <p class="hint">{t('stop.leave')}</p>
      </>
    ),
  });
}
