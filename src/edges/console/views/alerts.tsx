import type { ListedAlert } from '../../../domain/alerts/run/ports.ts';
import { Notice } from '../../../platform/ui/notice.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Nothing, Pager, Table, When } from './parts.tsx';

/** A page of alerts. */
interface AlertsView {
  readonly alerts: readonly ListedAlert[];
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/resets/alerts`. */
export function renderAlerts(view: AlertsView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('alerts.heading'),
    subject: 'resets',
    content: (
      <>
        <p class="why">{t('alerts.why')}</p>
        {view.alerts.length === 0 ? (
          <Nothing frame={frame} hint={t('alerts.noneHint')} all={null} />
        ) : (
          <AlertTable frame={frame} alerts={view.alerts} />
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
      </>
    ),
  });
}

function AlertTable({ frame, alerts }: { readonly frame: DeskFrame; readonly alerts: readonly ListedAlert[] }) {
  const { t } = frame.words;
  const columns = ['what', 'when', 'review'] as const;
  return (
    <Table
      caption={t('alerts.caption')}
      columns={columns.map((name) => ({ name: t(`alerts.${name}`) }))}
      rows={alerts.map((alert) => ({
        key: alert.id,
        cells: [
          <a class="break" href={alertPath(alert)}>
            {alertSentence(frame, alert)}
          </a>,
          <When frame={frame} at={alert.raisedAt} />,
          alert.reviewedAt === null ? (
            <span class="tag caution">{t('alerts.waits')}</span>
          ) : (
            <>
              <span class="tag">{t('alerts.reviewed')}</span>{' '}
              <bdi class="break">{personNamed(frame, alert.reviewer?.name ?? '')}</bdi>
            </>
          ),
        ],
      }))}
    />
  );
}

/** Alerts that wait for their review, with the way to each; nothing where none does. */
export function AlertNotice({ frame, alerts }: { readonly frame: DeskFrame; readonly alerts: readonly ListedAlert[] }) {
  const { t } = frame.words;
  if (alerts.length === 0) return null;
  return (
    <Notice tone="caution" title={t('alerts.unreviewed')}>
      <AlertLines frame={frame} alerts={alerts} />
    </Notice>
  );
}

/** Alerts, a line each. */
export function AlertLines({ frame, alerts }: { readonly frame: DeskFrame; readonly alerts: readonly ListedAlert[] }) {
  return (
    <ul class="reasons">
      {alerts.map((alert) => (
        <li key={alert.id}>
          <a class="break" href={alertPath(alert)}>
            {alertSentence(frame, alert)}
          </a>{' '}
          <When frame={frame} at={alert.raisedAt} />
        </li>
      ))}
    </ul>
  );
}

/** What raised an alert, in a sentence. */
export function alertSentence(frame: DeskFrame, { kind, name, resets }: ListedAlert): string {
  return frame.words.t(`alertSentence.${kind}`, { name: personNamed(frame, name), count: resets });
}

/** What somebody is called, also when their account is gone. */
export function personNamed({ words }: DeskFrame, name: string): string {
  return name === '' ? words.t('resets.gone') : name;
}

function alertPath({ id }: ListedAlert): string {
  return `/console/resets/alerts/${id}`;
}
