import {
  type byShare,
  MANDATE_STATES,
  type MandateState,
  type OrganizationReach,
  REACH_ORDERS,
  type ReachMark,
  type ReachOrder,
  type ReachTotals,
} from '../../../domain/evidence/decide/all-organizations.ts';
import type { CoverageWeek } from '../../../domain/evidence/run/ports.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { Select } from '../../../platform/ui/choices.tsx';
import { TextField } from '../../../platform/ui/fields.tsx';
import { Charted } from './charted.tsx';
import { Bars } from './charts.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Nothing, Pager, Part, Table, When } from './parts.tsx';

/** What of the page can be had as a file, by the names of the files. */
export const ALL_CHARTS = ['organizations', 'shares', 'weeks'] as const;

/** Names one of them. */
export type AllChart = (typeof ALL_CHARTS)[number];

/** What the list is narrowed to, and its order. */
export interface ReachFilter {
  /** A part of the name; '': any. */
  readonly q: string;
  /** Null: any. */
  readonly state: MandateState | null;
  readonly order: ReachOrder;
}

/** How far MFA reaches in all organizations. */
export interface AllCoverageView {
  /** Null: nothing was counted yet. */
  readonly countedAt: number | null;
  readonly totals: ReachTotals;
  readonly shares: ReturnType<typeof byShare>;
  readonly weeks: readonly CoverageWeek[];
  readonly filter: ReachFilter;
  /** All that the filter leaves, in their order, and the page of them that is shown. */
  readonly found: readonly OrganizationReach[];
  readonly shown: readonly OrganizationReach[];
  readonly first: string | null;
  readonly next: string | null;
}

interface Of {
  readonly frame: DeskFrame;
  readonly view: AllCoverageView;
}

/** `/console/coverage`. */
export function renderAllCoverage(view: AllCoverageView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('allCoverage.heading'),
    subject: 'organizations',
    content: (
      <>
        <p class="why">{t('allCoverage.why')}</p>
        <p>
          <a href="/console/organizations">{t('allCoverage.back')}</a>
        </p>
        {view.countedAt === null ? (
          <p class="quiet">{t('allCoverage.notCounted')}</p>
        ) : (
          <>
            <Totals frame={frame} view={view} />
            <Shares frame={frame} view={view} />
            <Weeks frame={frame} view={view} />
            <Organizations frame={frame} view={view} />
          </>
        )}
      </>
    ),
  });
}

/** The address of the list under a filter, after a mark; `chart`: of a file. */
export function addressOf(
  path: string,
  { q, state, order }: ReachFilter,
  after: ReachMark | null = null,
  chart: AllChart | null = null,
): string {
  const query = new URLSearchParams({
    ...(chart === null ? {} : { chart }),
    ...(q === '' ? {} : { q }),
    ...(state === null ? {} : { mfa: state }),
    ...(order === 'name' ? {} : { order }),
    ...(after === null ? {} : { after: after.name, id: after.id }),
    ...(after === null || after.value === null ? {} : { value: String(after.value) }),
  });
  return query.size === 0 ? path : `${path}?${query}`;
}

function Totals({ frame, view: { totals, countedAt } }: Of) {
  const { t } = frame.words;
  const share = totals.percent === null ? '' : ` (${totals.percent} %)`;
  return (
    <Part title={t('allCoverage.totals')}>
      <Facts
        rows={[
          [t('rail.organizations'), number(frame, totals.organizations)],
          [t('allCoverage.required'), number(frame, totals.required)],
          [t('dryRun.people'), number(frame, totals.people)],
          [t('allCoverage.covered'), number(frame, totals.covered)],
          [t('coverage.setUp'), `${number(frame, totals.setUp)}${share}`],
          [t('coverage.missing'), number(frame, totals.missing)],
          [t('allCoverage.counted'), <When key="counted" frame={frame} at={countedAt ?? frame.desk.now} />],
        ]}
      />
    </Part>
  );
}

function Shares({ frame, view: { shares } }: Of) {
  const { t } = frame.words;
  const all = shares.reduce((sum, { organizations }) => sum + organizations, 0);
  if (all === 0) return null;
  return (
    <Charted
      frame={frame}
      title={t('allCoverage.shares')}
      file={fileOf('shares')}
      drawing={
        <Bars
          rows={shares.map(({ share, organizations }) => ({
            name: t(`share.${share}`),
            value: organizations,
            of: all,
          }))}
          words={(value, of) => t('coverage.of', { value: number(frame, value), of: number(frame, of) })}
        />
      }
    >
      <Table
        caption={t('allCoverage.shares')}
        columns={[{ name: t('allCoverage.setUpIn') }, { name: t('rail.organizations'), end: true }]}
        rows={shares.map(({ share, organizations }) => ({
          key: share,
          cells: [t(`share.${share}`), number(frame, organizations)],
        }))}
      />
    </Charted>
  );
}

function Weeks({ frame, view: { weeks } }: Of) {
  const { t, day } = frame.words;
  if (weeks.every(({ covered }) => covered === 0)) return null;
  return (
    <Charted
      frame={frame}
      title={t('allCoverage.weeks')}
      about={t('allCoverage.weeksWhy')}
      file={fileOf('weeks')}
      drawing={
        <Bars
          rows={weeks.map(({ week, covered, setUp }) => ({ name: day(week), value: setUp, of: covered }))}
          words={(value, of) => t('coverage.of', { value: number(frame, value), of: number(frame, of) })}
        />
      }
    >
      <Table
        caption={t('allCoverage.weeks')}
        columns={[
          { name: t('coverage.weekFrom') },
          { name: t('allCoverage.covered'), end: true },
          { name: t('coverage.setUp'), end: true },
          { name: t('coverage.missing'), end: true },
        ]}
        rows={weeks.toReversed().map(({ week, covered, setUp }) => ({
          key: String(week),
          cells: [day(week), ...[covered, setUp, covered - setUp].map((value) => number(frame, value))],
        }))}
      />
    </Charted>
  );
}

function Organizations({ frame, view }: Of) {
  const { t } = frame.words;
  const { filter, shown } = view;
  const narrowed = filter.q !== '' || filter.state !== null;
  return (
    <Part title={t('allCoverage.each')}>
      <Filter frame={frame} view={view} />
      {shown.length === 0 ? (
        <Nothing frame={frame} hint={t('allCoverage.noneHint')} all={narrowed ? '/console/coverage' : null} />
      ) : (
        <Table
          caption={t('allCoverage.each')}
          columns={[
            { name: t('organizations.name') },
            { name: t('organizations.mfa') },
            { name: t('dryRun.people'), end: true },
            { name: t('allCoverage.covered'), end: true },
            { name: t('coverage.setUp'), end: true },
            { name: t('coverage.missing'), end: true },
            { name: t('allCoverage.percent'), end: true },
          ]}
          rows={shown.map((one) => ({ key: one.organization.id, cells: cellsOf(frame, one) }))}
        />
      )}
      <Pager frame={frame} first={view.first} next={view.next} />
      <p>
        <a href={addressOf('/console/coverage/csv', filter, null, 'organizations')}>
          {t('coverage.csv', { chart: t('allCoverage.each') })}
        </a>
      </p>
    </Part>
  );
}

function Filter({ frame, view: { filter } }: Of) {
  const { t } = frame.words;
  return (
    <form class="filter" method="get" action="/console/coverage" role="search">
      <TextField name="q" label={t('organizations.searchLabel')} value={filter.q} maxlength={80} />
      <Select
        name="mfa"
        label={t('organizations.mfa')}
        value={filter.state ?? ''}
        options={[
          { value: '', label: t('allCoverage.any') },
          ...MANDATE_STATES.map((value) => ({ value, label: t(`mandateState.${value}`) })),
        ]}
      />
      <Select
        name="order"
        label={t('allCoverage.order')}
        value={filter.order}
        options={REACH_ORDERS.map((value) => ({ value, label: t(`reachOrder.${value}`) }))}
      />
      <Submit look="secondary">{t('list.find')}</Submit>
    </form>
  );
}

function cellsOf(
  frame: DeskFrame,
  { organization, state, people, covered, setUp, missing, percent }: OrganizationReach,
) {
  const { t } = frame.words;
  return [
    <>
      <a href={`/console/organizations/${organization.id}/coverage`}>
        <bdi class="break">{organization.name}</bdi>
      </a>
      {organization.disabledAt === null ? null : <span class="tag caution">{t('organizations.disabled')}</span>}
    </>,
    t(`mandateState.${state}`),
    ...[people, covered, setUp, missing].map((value) => number(frame, value)),
    percent === null ? '–' : `${percent} %`,
  ];
}

function fileOf(chart: AllChart): string {
  return `/console/coverage/csv?chart=${chart}`;
}

function number({ words }: DeskFrame, value: number): string {
  return new Intl.NumberFormat(words.locale).format(value);
}
