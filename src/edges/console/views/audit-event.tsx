import type { Seal } from '../../../domain/audit/run/ports.ts';
import type { ReadEvent } from '../../../domain/audit/run/read.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import { About, By, type Names } from './audit.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part } from './parts.tsx';

/** One event with all that is known of it. */
export interface EventView extends ReadEvent {
  readonly seal: Seal | null;
  readonly organization: Organization | null;
  readonly names: Names;
}

/** `/console/audit/events/<id>`. */
export function renderEvent(view: EventView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { event } = view;
  return renderDesk(frame, {
    heading: t(`event.${event.name}`),
    subject: 'audit',
    content: (
      <>
        <BackLink href="/console/audit">{t('audit.back')}</BackLink>
        <Facts rows={whatHappened(frame, view)} />
        <Sealed frame={frame} view={view} />
        {Object.keys(event.details).length === 0 ? null : (
          <Part title={t('audit.details')}>
            <Facts
              rows={Object.entries(event.details).map(([name, value]) => [
                name,
                <bdi class="break">{String(value)}</bdi>,
              ])}
            />
          </Part>
        )}
        <Part title={t('audit.place')}>
          <Facts
            rows={[
              [t('audit.number'), view.seal?.seq ?? t('audit.noPlace')],
              ...(view.seal === null
                ? []
                : ([[t('audit.link'), <code class="break">{view.seal.link}</code>]] as const)),
              [t('audit.id'), <bdi class="break">{event.id}</bdi>],
            ]}
          />
        </Part>
      </>
    ),
  });
}

function whatHappened(frame: DeskFrame, { event, organization, names }: EventView) {
  const { t, relative } = frame.words;
  const exact = new Date(event.at).toISOString();
  return [
    [t('audit.exact'), `${exact.slice(0, 19).replace('T', ' ')} UTC (${relative(event.at, frame.desk.now)})`],
    [t('audit.name'), <code>{event.name}</code>],
    [t('audit.about'), <About frame={frame} event={event} names={names} />],
    [t('audit.by'), <By frame={frame} event={event} names={names} />],
    ...(event.organizationId === null
      ? []
      : ([
          [
            t('audit.organization'),
            <a href={`/console/organizations/${event.organizationId}`}>
              <bdi class="break">{organization?.name ?? event.organizationId}</bdi>
            </a>,
          ],
        ] as const)),
    ...(event.attemptId === null ? [] : ([[t('audit.attempt'), <bdi class="break">{event.attemptId}</bdi>]] as const)),
  ] as const;
}

/** What only the keys open. */
function Sealed({ frame, view }: { readonly frame: DeskFrame; readonly view: EventView }) {
  const { t } = frame.words;
  const { opened, event } = view;
  if (opened === 'changed') {
    return (
      <Notice tone="caution">
        <p>{t('audit.changed')}</p>
      </Notice>
    );
  }
  if (opened === null) return event.sealed === null ? null : <p class="quiet">{t('audit.sealedGone')}</p>;
  const rows = [
    ['source', opened.source],
    ['browser', opened.browser ?? null],
    ['text', opened.text],
  ] as const;
  const known = rows.flatMap(([name, value]) =>
    value === null ? [] : [[t(`audit.${name}`), <bdi class="break">{value}</bdi>] as const],
  );
  return <Facts rows={known} />;
}
