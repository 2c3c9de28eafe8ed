import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Csrf } from '../form.tsx';
import type { Frame } from '../frame.tsx';

/** "I lost my phone": one look at what it does, then one press. */
export function LostPhone({ frame }: { readonly frame: Frame }) {
  const { t } = frame.words;
  return (
    <details class="more">
      <summary>{t('own.lost')}</summary>
      <p>{t('own.lostWhy')}</p>
      <form method="post" action="/account/security/app-lost" class="form">
        <Csrf chrome={frame.chrome} />
        <Submit look="secondary" busy={t('frame.oneMoment')}>
          {t('own.lostDo')}
        </Submit>
      </form>
    </details>
  );
}
