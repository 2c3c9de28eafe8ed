import { Submit } from '../../../../platform/ui/buttons.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf, Hidden } from '../form.tsx';
import { type Frame, frameOf } from '../frame.tsx';
import { renderSimple } from '../simple-page.tsx';
import type { AddPasskeyView } from './contract.ts';

/** A passkey of this device, or of a security key that is plugged in or held to it. */
export function renderAddPasskey(view: AddPasskeyView, chrome: Chrome): string {
  const { person, place } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  const here = place === 'passkey';
  return renderSimple(frame, {
    heading: t(here ? 'own.addDevice' : 'own.addKey'),
    why: t(here ? 'own.addDeviceWhy' : 'own.addKeyWhy'),
    picture: here ? 'device' : 'key',
    person,
    above: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <Problem frame={frame} view={view} />
      </>
    ),
    content: (
      <form
        method="post"
        action={`/account/security/${place}`}
        class="form"
        data-ceremony="create"
        data-options={JSON.stringify(view.options)}
        data-success="own-passkey"
      >
        <Csrf chrome={chrome} />
        <Hidden name="ticket" value={view.ticket} />
        <Hidden name="answer" value="passkey-failed" />
        <Hidden name="reason" value="no-script" />
        <Hidden name="response" value="" />
        <noscript>
          <p class="notice caution">{t('prove.passkeyNoScript')}</p>
        </noscript>
        <Submit busy={t('prove.passkeyWaiting')} needsScript>
          {t('frame.continue')}
        </Submit>
      </form>
    ),
  });
}

function Problem({ frame, view }: { readonly frame: Frame; readonly view: AddPasskeyView }) {
  const { t } = frame.words;
  switch (view.problem) {
    case null:
      return null;
    case 'already-there':
      return <Alert title={t('own.thereTitle')}>{t('own.thereNext')}</Alert>;
    case 'not-supported':
      return <Alert title={t('own.notSupportedTitle')}>{t('own.notSupportedNext')}</Alert>;
    case 'over':
      return <Alert title={t('own.overTitle')}>{t('own.tryNext')}</Alert>;
    default:
      return <Alert title={t('own.passkeyTitle')}>{t('own.tryNext')}</Alert>;
  }
}
