import { countryName } from '../../../platform/country-name.ts';
import { rich } from '../../../platform/ui/rich.tsx';
import type { PersonTraces } from '../ports.ts';
import type { DeskFrame } from './frame.tsx';
import { Part, Table, When } from './parts.tsx';

/** Where somebody is and what happened around their account, as whoever looks may see it. */
export interface TracesView extends PersonTraces {
  /** Of a network address; null: not known. */
  readonly countryOf: (source: string) => string | null;
  /** Whether network addresses are shown. */
  readonly sources: boolean;
  /** Where a session is ended; null: whoever looks may not. */
  readonly endAt: ((sessionId: string) => string) | null;
  /** Their rows of the audit trail; null: whoever looks may not see those. */
  readonly trailAt: string | null;
}

/** Sessions, known browsers and recent activity. */
export function Traces({ frame, view }: { readonly frame: DeskFrame; readonly view: TracesView }) {
  const { t } = frame.words;
  return (
    <>
      <Part title={t('traces.sessions')}>
        {view.sessions.length === 0 ? <p>{t('traces.noSessions')}</p> : <Sessions frame={frame} view={view} />}
      </Part>
      <Part title={t('traces.browsers')}>
        {view.browsers.length === 0 ? <p>{t('traces.noBrowsers')}</p> : <Browsers frame={frame} view={view} />}
      </Part>
      <Part title={t('traces.activity')}>
        {view.activity.length === 0 ? <p>{t('traces.noActivity')}</p> : <Activity frame={frame} view={view} />}
        {view.trailAt === null ? null : (
          <p>
            <a href={view.trailAt}>{t('traces.trail')}</a>
          </p>
        )}
      </Part>
    </>
  );
}

interface Of {
  readonly frame: DeskFrame;
  readonly view: TracesView;
}

/** A program that names no browser has none to show. */
function browserIn({ words }: DeskFrame, { browser }: { readonly browser: string | null }): string {
  return browser === null || browser === '' ? words.t('traces.someBrowser') : browser;
}

function Sessions({ frame, view }: Of) {
  const { t } = frame.words;
  return (
    <Table
      caption={t('traces.sessionsCaption')}
      columns={[
        { name: t('traces.browser') },
        ...(view.sources ? [{ name: t('traces.source') }] : []),
        { name: t('traces.started') },
        { name: t('traces.seen') },
        ...(view.endAt === null ? [] : [{ name: t('traces.act') }]),
      ]}
      rows={view.sessions.map((one) => ({
        key: one.id,
        cells: [
          <bdi class="break">{browserIn(frame, one)}</bdi>,
          ...(view.sources ? [<Source frame={frame} view={view} source={one.source} />] : []),
          <When frame={frame} at={one.startedAt} />,
          <When frame={frame} at={one.lastSeenAt} />,
          ...(view.endAt === null
            ? []
            : [
                <a href={view.endAt(one.id)}>
                  {t('traces.end')}
                  <span class="unseen"> {browserIn(frame, one)}</span>
                </a>,
              ]),
        ],
      }))}
    />
  );
}

function Browsers({ frame, view }: Of) {
  const { t } = frame.words;
  return (
    <Table
      caption={t('traces.browsersCaption')}
      columns={[
        { name: t('traces.browser') },
        { name: t('traces.passkey') },
        { name: t('traces.known') },
        { name: t('person.used') },
      ]}
      rows={view.browsers.map((one) => ({
        key: one.id,
        cells: [
          <bdi class="break">{browserIn(frame, one)}</bdi>,
          one.passkey === null ? (
            <span class="quiet">{t('traces.noPasskey')}</span>
          ) : (
            <bdi class="break">{one.passkey}</bdi>
          ),
          <When frame={frame} at={one.since} />,
          <When frame={frame} at={one.lastUsedAt} />,
        ],
      }))}
    />
  );
}

function Activity({ frame, view }: Of) {
  const { t } = frame.words;
  return (
    <ul class="reasons">
      {view.activity.map((one) => (
        <li key={one.id}>
          {rich((marks) => t('traces.happened', marks), {
            what: t(`event.${one.name}`),
            when: <When frame={frame} at={one.at} />,
          })}
          {one.browser === null ? null : (
            <span class="quiet">
              {' '}
              <bdi class="break">{one.browser}</bdi>
            </span>
          )}
          {view.sources && one.source !== null ? (
            <span class="quiet">
              {' '}
              <Source frame={frame} view={view} source={one.source} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** A network address, with the name of its country where that is known. */
function Source({ frame, view, source }: Of & { readonly source: string | null }) {
  const { t, locale } = frame.words;
  if (source === null) return <span class="quiet">{t('traces.noSource')}</span>;
  const country = view.countryOf(source);
  return (
    <>
      <bdi class="break">{source}</bdi>
      {country === null ? null : ` (${countryName(locale, country)})`}
    </>
  );
}
