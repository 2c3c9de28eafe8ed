import { ButtonLink, Submit } from '../../../../platform/ui/buttons.tsx';
import { LANGUAGE_NAMES } from '../../i18n/words.ts';
import { Csrf } from '../form.tsx';
import type { Frame } from '../frame.tsx';

/** What the security page says of sessions, activity and language. */
export function Elsewhere({ frame }: { readonly frame: Frame }) {
  const { t } = frame.words;
  return (
    <>
      <section class="block">
        <h2>{t('places.heading')}</h2>
        <p>{t('places.sectionWhy')}</p>
        <ButtonLink href="/account/security/sessions" look="secondary">
          {t('places.see')}
        </ButtonLink>
      </section>
      <section class="block">
        <h2>{t('activity.heading')}</h2>
        <p>{t('activity.sectionWhy')}</p>
        <ButtonLink href="/account/security/activity" look="secondary">
          {t('activity.see')}
        </ButtonLink>
      </section>
      <Language frame={frame} />
    </>
  );
}

function Language({ frame }: { readonly frame: Frame }) {
  const { chrome, words } = frame;
  return (
    <section class="block">
      <h2>{words.t('language.heading')}</h2>
      <p id="language-why">{words.t('language.why')}</p>
      <form method="post" action="/account/language" class="form">
        <Csrf chrome={chrome} />
        <div role="radiogroup" aria-label={words.t('language.heading')} aria-describedby="language-why">
          {chrome.languages.map((locale) => (
            <label key={locale} class="tick">
              <input type="radio" name="locale" value={locale} checked={locale === chrome.locale} />
              <span lang={locale}>{LANGUAGE_NAMES[locale]}</span>
            </label>
          ))}
        </div>
        <Submit look="secondary" busy={words.t('own.saving')}>
          {words.t('language.save')}
        </Submit>
      </form>
    </section>
  );
}
