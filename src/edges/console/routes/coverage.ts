import type { FastifyRequest } from 'fastify';
import { type Coverage, countingMethods } from '../../../domain/evidence/decide/coverage.ts';
import { setUpByWeek } from '../../../domain/evidence/decide/over-time.ts';
import type { Series } from '../../../domain/evidence/decide/sign-in-series.ts';
import { csvLine } from '../../../platform/csv.ts';
import { queryOf } from '../../../platform/http/web.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { addDownload, addPage, type Entered } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { CHARTS, type Chart, type CoverageView, renderCoverage } from '../views/coverage.tsx';
import { organizationFor } from './mandates.ts';

/** How far an organization's mandate reaches, as charts with their tables, and as files. */
export function registerCoverage(parts: ConsoleParts): void {
  const path = '/console/organizations/:id/coverage';
  addPage(parts, path, 'Shows how far MFA reaches in an organization', async (entered, request) => {
    const view = await coverageView(parts, entered, request);
    return view === null ? null : renderCoverage(view, entered.desk);
  });
  addDownload(parts, `${path}/csv`, 'Gives one of its charts as CSV', async (entered, request) => {
    const chart = CHARTS.find((one) => one === queryOf(request)['chart']);
    const view = chart === undefined ? null : await coverageView(parts, entered, request);
    if (view === null || chart === undefined) return null;
    return {
      outcome: 'file',
      name: `${view.organization.name}-${chart}.csv`,
      type: 'text/csv; charset=utf-8; header=present',
      pieces: csvOf(chart, view),
    };
  });
}

async function coverageView(
  parts: ConsoleParts,
  entered: Entered,
  request: FastifyRequest,
): Promise<CoverageView | null> {
  const organization = await organizationFor(parts, entered, request, 'coverage.see');
  if (organization === null) return null;
  const [coverage, times, signIns] = await Promise.all([
    parts.reads.coverage(organization),
    parts.reads.setUpTimes(organization.id, countingMethods(organization.mandate)),
    parts.reads.signIns(organization.id),
  ]);
  return { organization, coverage, weeks: setUpByWeek(times, entered.desk.now), signIns };
}

function csvOf(chart: Chart, { coverage, weeks, signIns }: CoverageView): readonly string[] {
  switch (chart) {
    case 'kinds':
      return [
        csvLine(['kind', 'covered', 'people', 'set up', 'not set up']),
        ...coverage.kinds.map(({ kind, covered, people, setUp }) =>
          csvLine([kind, covered ? 'yes' : 'no', people, setUp, people - setUp]),
        ),
      ];
    case 'methods':
      return [csvLine(['method', 'kind', 'people']), ...methodLines(coverage)];
    case 'weeks':
      return [
        csvLine(['until', 'set up']),
        ...weeks.map(({ until, people }) => csvLine([new Date(until).toISOString(), people])),
      ];
    case 'sign-ins':
      return [csvLine(['week from', 'methods', 'sign-ins']), ...seriesLines(signIns.weeks, signIns.started)];
    case 'failures':
      return [csvLine(['week from', 'method', 'failure', 'count']), ...seriesLines(signIns.weeks, signIns.failures)];
  }
}

function methodLines({ kinds }: Coverage): readonly string[] {
  return kinds.flatMap(({ kind, byMethod }) => byMethod.map(({ method, people }) => csvLine([method, kind, people])));
}

/** A line for each week and thing, so that a spreadsheet can turn them as it likes. */
function seriesLines(weeks: readonly EpochMs[], all: readonly Series[]): readonly string[] {
  return weeks.flatMap((week, at) =>
    all.map(({ outcome, methods, counts }) => {
      const how = outcome === 'started' ? [] : [outcome];
      return csvLine([new Date(week).toISOString().slice(0, 10), methods.join(' '), ...how, counts[at] ?? 0]);
    }),
  );
}
