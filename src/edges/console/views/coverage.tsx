import type { Coverage } from '../../../domain/evidence/decide/coverage.ts';
import type { WeekPoint } from '../../../domain/evidence/decide/over-time.ts';
import type { SignInsOverTime } from '../../../domain/evidence/decide/sign-in-series.ts';
import { METHOD_KINDS } from '../../../domain/methods/decide/traits.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { Charted } from './charted.tsx';
import { Bars, Columns } from './charts.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Table } from './parts.tsx';
import { Failures, SignIns } from './sign-ins.tsx';

/** The charts of the page, by the names of their files. */
export const CHARTS = ['kinds', 'methods', 'weeks', 'sign-ins', 'failures'] as const;

/** Names one of them. */
export type Chart = (typeof CHARTS)[number];

/** How far a mandate reaches, and how it came there. */
export interface CoverageView {
  readonly organization: Organization;
  readonly coverage: Coverage;
  readonly weeks: readonly WeekPoint[];
  readonly signIns: SignInsOverTime;
}

/** `/console/organizations/<id>/coverage`. */
export function renderCoverage(view: CoverageView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, coverage } = view;
  const required = organization.mandate !== null;
  return renderDesk(frame, {
    heading: t('coverage.heading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <>
        <p class="why">
          {required
            ? t('coverage.sentence', { count: coverage.covered, setUp: coverage.setUp, missing: coverage.missing })
            : t('coverage.notRequired')}
        </p>
        <p>
          <a href={`/console/organizations/${organization.id}`}>{t('mandate.back')}</a>
        </p>
        {coverage.kinds.length === 0 ? (
          <p class="quiet">{t('coverage.nobody')}</p>
        ) : (
          <>
            <Kinds frame={frame} view={view} />
            <Methods frame={frame} view={view} />
            <Weeks frame={frame} view={view} />
            <SignIns frame={frame} signIns={view.signIns} file={fileOf(view, 'sign-ins')} />
            <Failures frame={frame} signIns={view.signIns} file={fileOf(view, 'failures')} />
          </>
        )}
      </>
    ),
  });
}

interface Of {
  readonly frame: DeskFrame;
  readonly view: CoverageView;
}

function Kinds({ frame, view }: Of) {
  const { t } = frame.words;
  const { kinds } = view.coverage;
  return (
    <Charted
      frame={frame}
      title={t('coverage.kinds')}
      file={fileOf(view, 'kinds')}
      drawing={
        <Bars
          rows={kinds.map(({ kind, people, setUp }) => ({ name: t(`kinds.${kind}`), value: setUp, of: people }))}
          words={(value, of) => t('coverage.of', { value, of })}
        />
      }
    >
      <Table
        caption={t('coverage.kinds')}
        columns={[
          { name: t('organizations.kind') },
          { name: t('coverage.covered') },
          { name: t('coverage.setUp'), end: true },
          { name: t('coverage.missing'), end: true },
          { name: t('dryRun.people'), end: true },
        ]}
        rows={kinds.map(({ kind, covered, people, setUp }) => ({
          key: kind,
          cells: [
            t(`kinds.${kind}`),
            t(covered ? 'organization.yes' : 'organization.no'),
            setUp,
            people - setUp,
            people,
          ],
        }))}
      />
    </Charted>
  );
}

function Methods({ frame, view }: Of) {
  const { t } = frame.words;
  const { kinds } = view.coverage;
  const all = kinds.reduce((sum, { people }) => sum + people, 0);
  const rows = METHOD_KINDS.map((method) => ({
    method,
    people: kinds
      .flatMap(({ byMethod }) => byMethod.filter((one) => one.method === method))
      .reduce((sum, { people }) => sum + people, 0),
  })).filter(({ people }) => people > 0);
  return (
    <Charted
      frame={frame}
      title={t('coverage.methods')}
      file={fileOf(view, 'methods')}
      drawing={
        <Bars
          rows={rows.map(({ method, people }) => ({ name: t(`method.${method}`), value: people, of: all }))}
          words={(value, of) => t('coverage.of', { value, of })}
        />
      }
    >
      <Table
        caption={t('coverage.methods')}
        columns={[{ name: t('dryRun.method') }, { name: t('dryRun.people'), end: true }]}
        rows={rows.map(({ method, people }) => ({ key: method, cells: [t(`method.${method}`), people] }))}
      />
    </Charted>
  );
}

function Weeks({ frame, view }: Of) {
  const { t, day } = frame.words;
  const { weeks } = view;
  const ends = [weeks[0], weeks.at(-1)].flatMap((point) => (point === undefined ? [] : [day(point.until)]));
  return (
    <Charted
      frame={frame}
      title={t('coverage.weeks')}
      file={fileOf(view, 'weeks')}
      drawing={<Columns values={weeks.map(({ people }) => people)} ends={ends} />}
    >
      <Table
        caption={t('coverage.weeks')}
        columns={[{ name: t('coverage.until') }, { name: t('coverage.setUp'), end: true }]}
        rows={weeks.toReversed().map(({ until, people }) => ({ key: String(until), cells: [day(until), people] }))}
      />
    </Charted>
  );
}

/** Where the numbers behind a chart are as a file. */
function fileOf({ organization }: CoverageView, chart: Chart): string {
  return `/console/organizations/${organization.id}/coverage/csv?chart=${chart}`;
}
