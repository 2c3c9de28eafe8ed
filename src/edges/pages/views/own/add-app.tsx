import { CopyButton, Submit } from '../../../../platform/ui/buttons.tsx';
import { CodeField } from '../../../../platform/ui/fields.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../../platform/ui/rich.tsx';
import { safeUrl } from '../../../../platform/ui/safe-url.ts';
import type { Chrome } from '../contract.ts';
import { Csrf, Hidden } from '../form.tsx';
import { type Frame, frameOf, renderFrame } from '../frame.tsx';
import type { AddAppView } from './contract.ts';

/** One more app, or the one that takes another's place. */
export function renderAddApp(view: AddAppView, chrome: Chrome): string {
  const { person, replaces } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  const heading = t(replaces === null ? 'own.addApp' : 'own.replaceHeading');
  return renderFrame(frame, {
    heading,
    person,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <Problem frame={frame} view={view} />
        <h1>{heading}</h1>
        <p class="why">
          {replaces === null
            ? t('own.addAppWhy')
            : rich((marks) => t('own.replacesWhy', marks), { name: <Isolated text={replaces} /> })}
        </p>
        <ol class="steps">
          <li>
            <p>{t('bind.appGet')}</p>
          </li>
          <li>
            <p>{t('bind.appScan')}</p>
            <Secret frame={frame} view={view} />
          </li>
          <li>
            <p>{t('bind.appType')}</p>
            <form method="post" action={view.path} class="form" novalidate>
              <Csrf chrome={chrome} />
              <Hidden name="ticket" value={view.ticket} />
              <CodeField
                name="code"
                label={t('code.label')}
                hint={t('code.hint')}
                {...(view.problem === 'wrong' ? { error: t('own.codeNext') } : {})}
              />
              <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
            </form>
          </li>
        </ol>
      </>
    ),
  });
}

function Problem({ frame, view }: { readonly frame: Frame; readonly view: AddAppView }) {
  const { t } = frame.words;
  switch (view.problem) {
    case null:
      return null;
    case 'wrong':
      return <Alert title={t('own.codeTitle')} field="code" />;
    case 'over':
      return <Alert title={t('own.overTitle')}>{t('own.overAppNext')}</Alert>;
    case 'again':
      return <Alert title={t('own.againTitle')}>{t('own.againNext')}</Alert>;
  }
}

/** The key stands on the same page: another page would be another secret. */
function Secret({ frame, view }: { readonly frame: Frame; readonly view: AddAppView }) {
  const { t } = frame.words;
  const { uri, qrSvg, key } = view.view;
  const url = safeUrl(uri);
  return (
    <>
      <img class="qr" src={qrSvg} width={240} height={240} alt={t('bind.qr')} />
      {url === null ? null : (
        <p class="ways">
          <a class="button secondary on-phone" href={url}>
            {t('bind.openApp')}
          </a>
        </p>
      )}
      <details class="more">
        <summary>{t('bind.cantScan')}</summary>
        <div class="keepsake">
          <p>{t('bind.appKey')}</p>
          <dl class="facts">
            <dt>{t('bind.key')}</dt>
            <dd>
              <bdi class="secret" dir="ltr">
                {key}
              </bdi>
            </dd>
            <dt>{t('bind.keyAccount')}</dt>
            <dd>
              <bdi class="break">{view.person.address}</bdi>
            </dd>
            <dt>{t('bind.keyKind')}</dt>
            <dd>{t('bind.keyKindValue')}</dd>
          </dl>
          <CopyButton text={key.replaceAll(' ', '')} done={t('recovery.copied')}>
            {t('recovery.copy')}
          </CopyButton>
        </div>
      </details>
    </>
  );
}
