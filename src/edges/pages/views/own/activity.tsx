import { BackLink } from '../../../../platform/ui/layout.tsx';
import type { Chrome } from '../contract.ts';
import { frameOf, renderFrame } from '../frame.tsx';
import { When } from '../moments.tsx';
import type { ActivityView } from './places-contract.ts';
import { Source } from './source.tsx';

/** What happened lately around one's own account. */
export function renderActivity(view: ActivityView, chrome: Chrome): string {
  const { person } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderFrame(frame, {
    heading: t('activity.heading'),
    person,
    wide: true,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <h1>{t('activity.heading')}</h1>
        <p class="why">{t('activity.why')}</p>
        {view.events.length === 0 ? (
          <p>{t('activity.none')}</p>
        ) : (
          <ul class="rows">
            {view.events.map((one, index) => (
              <li key={index}>
                <strong>{t(`activity.${one.what}`)}</strong>
                <span>
                  <When frame={frame} at={one.at} now={view.now} />
                  {one.browser === null ? null : (
                    <>
                      {' · '}
                      <bdi class="break">{one.browser}</bdi>
                    </>
                  )}
                  {one.source === null ? null : (
                    <>
                      {' · '}
                      <Source frame={frame} source={one.source} country={one.country} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}
