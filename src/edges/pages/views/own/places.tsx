import type { ComponentChildren } from 'preact';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import { rich } from '../../../../platform/ui/rich.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf } from '../form.tsx';
import { type Frame, frameOf, renderFrame } from '../frame.tsx';
import { When } from '../moments.tsx';
import type { PlacesView } from './places-contract.ts';
import { Source } from './source.tsx';

/** Where somebody is signed in, and which browsers the account knows. */
export function renderPlaces(view: PlacesView, chrome: Chrome): string {
  const { person } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderFrame(frame, {
    heading: t('places.heading'),
    person,
    wide: true,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <h1>{t('places.heading')}</h1>
        <p class="why">{t('places.why')}</p>
        <Sessions frame={frame} view={view} />
        <Browsers frame={frame} view={view} />
      </>
    ),
  });
}

interface Part {
  readonly frame: Frame;
  readonly view: PlacesView;
}

function Sessions({ frame, view }: Part) {
  const { t } = frame.words;
  const others = view.sessions.some((one) => !one.here);
  return (
    <section class="block">
      <h2>{t('places.sessions')}</h2>
      <ul class="rows">
        {view.sessions.map((one) => (
          <li key={one.id}>
            <strong>
              <bdi class="break">{one.browser}</bdi>
              {one.here ? <span class="tag">{t('places.here')}</span> : null}
            </strong>
            {one.source === null ? null : (
              <span>
                <Source frame={frame} source={one.source} country={one.country} />
              </span>
            )}
            <span>
              {rich((marks) => t('places.times', marks), {
                started: <When frame={frame} at={one.startedAt} now={view.now} />,
                seen: <When frame={frame} at={one.lastSeenAt} now={view.now} />,
              })}
            </span>
            {one.here ? null : (
              <Act frame={frame} path={`sessions/${one.id}/end`} look="text">
                {t('places.end')}
                <span class="unseen"> {one.browser}</span>
              </Act>
            )}
          </li>
        ))}
      </ul>
      {others ? (
        <Act frame={frame} path="sessions/end-others" look="secondary">
          {t('places.endOthers')}
        </Act>
      ) : (
        <p class="hint">{t('places.noOthers')}</p>
      )}
    </section>
  );
}

function Browsers({ frame, view }: Part) {
  const { t } = frame.words;
  if (view.browsers.length === 0) {
    return (
      <section class="block">
        <h2>{t('places.browsers')}</h2>
        <p>{t('places.noBrowsers')}</p>
      </section>
    );
  }
  return (
    <section class="block">
      <h2>{t('places.browsers')}</h2>
      <p>{t('places.browsersWhy')}</p>
      <ul class="rows">
        {view.browsers.map((one) => (
          <Browser key={one.id} frame={frame} view={view} one={one} />
        ))}
      </ul>
      <Act frame={frame} path="browsers/forget-all" look="secondary">
        {t('places.forgetAll')}
      </Act>
    </section>
  );
}

function Browser({ frame, view, one }: Part & { readonly one: PlacesView['browsers'][number] }) {
  const { t } = frame.words;
  const name = one.browser ?? t('places.someBrowser');
  return (
    <li>
      <strong>
        <bdi class="break">{name}</bdi>
        {one.here ? <span class="tag">{t('places.here')}</span> : null}
      </strong>
      <span>
        {rich((marks) => t('places.known', marks), {
          since: <When frame={frame} at={one.since} now={view.now} />,
          used: <When frame={frame} at={one.lastUsedAt} now={view.now} />,
        })}
      </span>
      {one.passkey === null ? null : (
        <span>{rich((marks) => t('places.keeps', marks), { passkey: <bdi class="break">{one.passkey}</bdi> })}</span>
      )}
      <Act frame={frame} path={`browsers/${one.id}/forget`} look="text">
        {t('places.forget')}
        <span class="unseen"> {name}</span>
      </Act>
    </li>
  );
}

/** One press takes something away; what is taken away comes back by signing in. */
function Act(props: {
  readonly frame: Frame;
  readonly path: string;
  readonly look: 'secondary' | 'text';
  readonly children: ComponentChildren;
}) {
  return (
    <form method="post" action={`/account/security/${props.path}`}>
      <Csrf chrome={props.frame.chrome} />
      <Submit look={props.look}>{props.children}</Submit>
    </form>
  );
}
