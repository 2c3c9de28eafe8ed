import { Submit } from '../../../../platform/ui/buttons.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf } from '../form.tsx';
import { frameOf, renderFrame } from '../frame.tsx';
import type { DefaultMethodView } from './contract.ts';

/** What is asked first (S15). */
export function renderDefaultMethod(view: DefaultMethodView, chrome: Chrome): string {
  const { person } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  const heading = t('own.defaultHeading');
  return renderFrame(frame, {
    heading,
    person,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        {view.problem === 'not-bound' ? (
          <Alert title={t('own.defaultTitle')}>{t('own.defaultNext')}</Alert>
        ) : view.problem === 'again' ? (
          <Alert title={t('own.againTitle')}>{t('own.againNext')}</Alert>
        ) : null}
        <h1>{heading}</h1>
        <p class="why" id="default-why">
          {t('own.defaultWhy')}
        </p>
        <form method="post" action="/account/security/default" class="form">
          <Csrf chrome={chrome} />
          <div role="radiogroup" aria-label={heading} aria-describedby="default-why">
            {view.methods.map((method) => (
              <label key={method} class="tick">
                <input type="radio" name="method" value={method} checked={method === view.chosen} />
                <span>{t(`methods.${method}`)}</span>
              </label>
            ))}
          </div>
          {view.methods.length === 0 ? <p>{t('own.defaultNone')}</p> : null}
          {view.methods.length === 0 ? null : <Submit busy={t('own.saving')}>{t('own.saveDefault')}</Submit>}
        </form>
      </>
    ),
  });
}
