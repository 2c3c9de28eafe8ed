import { AUDIT_NAMES, type AuditEvent } from '../../../domain/audit/decide/event.ts';
import type { ReadEvent } from '../../../domain/audit/run/read.ts';
import type { PersonName } from '../../../domain/directory/run/ports.ts';
import { reachOf } from '../../../domain/roles/decide/permissions.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { Select, TypedField } from '../../../platform/ui/choices.tsx';
import { TextField } from '../../../platform/ui/fields.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import type { Entered } from '../gate.ts';
import { type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Nothing, Pager, Table, When } from './parts.tsx';

/** What is asked for, as it was typed. */
export type AuditAsked = Readonly<Record<'about' | 'by' | 'event' | 'org' | 'from' | 'to', string>>;

/** What is wrong with what was asked for. */
export type AuditProblem = 'noAccount' | 'nobodyYours' | 'noOrganization';

/** People by id; those who were deleted are absent. */
export type Names = ReadonlyMap<string, PersonName>;

/** A page of events. */
export interface AuditView {
  readonly asked: AuditAsked;
  readonly problem: AuditProblem | 'chooseFirst' | null;
  readonly rows: readonly ReadEvent[];
  readonly names: Names;
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/audit`. */
export function renderAudit(view: AuditView, { actor, desk }: Entered): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const query = new URLSearchParams(Object.entries(view.asked).filter(([, value]) => value !== ''));
  return renderDesk(frame, {
    heading: t('audit.heading'),
    subject: 'audit',
    content: (
      <>
        <p class="why">{t('audit.why')}</p>
        <nav class="acts" aria-label={t('personActs.title')}>
          {reachOf(actor, 'audit.export').length === 0 ? null : (
            <a href={`/console/audit/export${query.size === 0 ? '' : `?${query}`}`}>{t('audit.export')}</a>
          )}
          {reachOf(actor, 'audit.verify') === 'all' ? <a href="/console/audit/check">{t('audit.check')}</a> : null}
        </nav>
        <Filters frame={frame} asked={view.asked} />
        {view.problem === null ? (
          <Events frame={frame} view={view} />
        ) : (
          <Notice tone="caution">
            <p role="status">{t(`audit.${view.problem}`)}</p>
          </Notice>
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
      </>
    ),
  });
}

function Filters({ frame, asked }: { readonly frame: DeskFrame; readonly asked: AuditAsked }) {
  const { t } = frame.words;
  return (
    <form class="filters" method="get" action="/console/audit" aria-label={t('audit.filter')}>
      <TextField
        name="about"
        label={t('audit.about')}
        hint={t('audit.aboutHint')}
        value={asked.about}
        maxlength={320}
      />
      <TextField name="by" label={t('audit.by')} hint={t('audit.byHint')} value={asked.by} maxlength={320} />
      <TextField
        name="org"
        label={t('audit.organization')}
        hint={t('audit.organizationHint')}
        value={asked.org}
        maxlength={120}
      />
      <Select
        name="event"
        label={t('audit.event')}
        value={asked.event}
        options={[
          { value: '', label: t('audit.anyEvent') },
          ...AUDIT_NAMES.map((name) => ({ value: name, label: `${t(`event.${name}`)} (${name})` })),
        ]}
      />
      <TypedField type="date" name="from" label={t('audit.from')} value={asked.from} />
      <TypedField type="date" name="to" label={t('audit.to')} hint={t('audit.days')} value={asked.to} />
      <Submit look="secondary">{t('audit.show')}</Submit>
    </form>
  );
}

function Events({ frame, view }: { readonly frame: DeskFrame; readonly view: AuditView }) {
  const { t } = frame.words;
  if (view.rows.length === 0) return <Nothing frame={frame} hint={t('audit.noneHint')} all="/console/audit" />;
  return (
    <Table
      caption={t('audit.caption')}
      columns={[
        { name: t('audit.event') },
        { name: t('audit.time') },
        { name: t('audit.about') },
        { name: t('audit.by') },
        { name: t('audit.source') },
      ]}
      rows={view.rows.map(({ event, opened }) => ({
        key: event.id,
        cells: [
          <a href={`/console/audit/events/${event.id}`}>{t(`event.${event.name}`)}</a>,
          <When frame={frame} at={event.at} />,
          <About frame={frame} event={event} names={view.names} />,
          <By frame={frame} event={event} names={view.names} />,
          <bdi>{opened === 'changed' ? t('audit.changed') : (opened?.source ?? '')}</bdi>,
        ],
      }))}
    />
  );
}

interface Of {
  readonly frame: DeskFrame;
  readonly event: AuditEvent;
  readonly names: Names;
}

/** Whom an event is about. */
export function About({ frame, event, names }: Of) {
  if (event.accountId === null) return <span class="quiet">{frame.words.t('audit.nobody')}</span>;
  return <Person id={event.accountId} names={names} />;
}

/** Who did it. */
export function By({ frame, event, names }: Of) {
  const { t } = frame.words;
  if (event.actor === 'system') return <span class="quiet">{t('audit.system')}</span>;
  if (event.actor === 'claimant') return <span class="quiet">{t('audit.claimant')}</span>;
  return <Person id={event.actor} names={names} />;
}

function Person({ id, names }: { readonly id: string; readonly names: Names }) {
  const known = names.get(id);
  if (known === undefined) return <bdi class="break quiet">{id}</bdi>;
  return (
    <a href={`/console/people/${id}`}>
      <bdi class="break">{known.name}</bdi>
    </a>
  );
}
