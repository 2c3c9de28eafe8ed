import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { CodeField } from '../../../platform/ui/fields.tsx';
import { Alert, Notice } from '../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, DeviceView } from './contract.ts';
import { Hidden } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

const PATH = '/openid/device';

/** `/openid/device`: lets a device in by the code that it shows, and warns of codes that somebody sent (RFC 8628 §5.4). */
export function renderDevice(view: DeviceView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return ask(frame, view);
    case 'confirm':
      return confirm(frame, view);
    case 'done':
      return renderSimple(frame, {
        heading: t('device.doneHeading'),
        why: rich((marks) => t('device.doneWhy', marks), { client: <Isolated text={view.client} /> }),
        picture: 'check',
        tone: 'good',
        content: (
          <ButtonLink href="/account" look="secondary">
            {t('complete.go')}
          </ButtonLink>
        ),
      });
    case 'denied':
      return renderSimple(frame, {
        heading: t('device.deniedHeading'),
        why: t('device.deniedWhy'),
        picture: 'lock',
        content: (
          <ButtonLink href={PATH} look="secondary">
            {t('device.again')}
          </ButtonLink>
        ),
      });
  }
}

function ask(frame: Frame, view: DeviceView & { kind: 'ask' }): string {
  const { t } = frame.words;
  const { problem } = view;
  return renderSimple(frame, {
    heading: t('device.heading'),
    why: t('device.why'),
    picture: 'device',
    above: problem === null ? null : <Alert title={t(`device.${problem}Title`)} field="user_code" />,
    content: (
      <>
        <Notice tone="caution" title={t('device.warningTitle')}>
          <p>{t('device.warning')}</p>
        </Notice>
        <form method="post" action={PATH} class="form" novalidate>
          <Hidden name="xsrf" value={view.xsrf} />
          <CodeField
            name="user_code"
            label={t('device.label')}
            hint={t('device.hint')}
            value={view.typed}
            letters
            autofocus
            {...(problem === null ? {} : { error: t(`device.${problem}Next`) })}
          />
          <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
        </form>
      </>
    ),
  });
}

function confirm(frame: Frame, view: DeviceView & { kind: 'confirm' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('device.confirmHeading'),
    why: rich((marks) => t('device.confirmWhy', marks), { client: <Isolated text={view.client} /> }),
    picture: 'device',
    content: (
      <>
        <p class="secret-box">
          <bdi class="secret" dir="ltr">
            {view.code}
          </bdi>
        </p>
        <Notice tone="caution" title={t('device.warningTitle')}>
          <p>{t('device.confirmWarning')}</p>
        </Notice>
        <form method="post" action={PATH} class="form pair">
          <Hidden name="xsrf" value={view.xsrf} />
          <Hidden name="user_code" value={view.code} />
          <Submit name="confirm" value="yes">
            {t('device.allow')}
          </Submit>
          <Submit look="secondary" name="abort" value="yes">
            {t('device.deny')}
          </Submit>
        </form>
      </>
    ),
  });
}
