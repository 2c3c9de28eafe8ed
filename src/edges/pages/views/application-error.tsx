import type { ApplicationErrorView, Chrome } from './contract.ts';
import { frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** An application's request that cannot be answered by going back to it: calm for the person, exact for whoever runs it. */
export function renderApplicationError(view: ApplicationErrorView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('applicationError.heading'),
    why: t('applicationError.why'),
    picture: 'warning',
    tone: 'caution',
    content: (
      <>
        <p>{t('applicationError.details')}</p>
        <dl class="facts">
          <dt>{t('applicationError.error')}</dt>
          <dd>
            <bdi class="trace" dir="ltr">
              {view.error}
            </bdi>
          </dd>
          {view.description === null ? null : (
            <>
              <dt>{t('applicationError.description')}</dt>
              <dd>
                <bdi class="break" lang="en" dir="ltr">
                  {view.description}
                </bdi>
              </dd>
            </>
          )}
          {view.traceId === null ? null : (
            <>
              <dt>{t('applicationError.trace')}</dt>
              <dd>
                <bdi class="trace" dir="ltr">
                  {view.traceId}
                </bdi>
              </dd>
            </>
          )}
        </dl>
      </>
    ),
  });
}
