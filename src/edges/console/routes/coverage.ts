import type { FastifyRequest } from 'fastify';
import type { Coverage } from '../../../domain/evidence/decide/coverage.ts';
import type { Series } from '../../../domain/evidence/decide/sign-in-series.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
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
    const organization = chart === undefined ? null : await organizationFor(parts, entered, request, 'coverage.see');
    if (organization === null || chart === undefined) return null;
    return {
      outcome: 'file',
      name: `${organization.name}-${chart}.csv`,
      type: 'text/csv; charset=utf-8; header=present',
      pieces: await csvOf(parts, chart, organization),
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
  const [reached, signIns] = await Promise.all([
    parts.reads.coverage(organization),
    parts.reads.signIns(organization.id),
  ]);
  return { organization, ...reached, signIns };
}

/** Reads what the chart is made of, and nothing else. */
async function csvOf({ reads }: ConsoleParts, chart: Chart, organization: Organization): Promise<readonly string[]> {
  switch (chart) {
    case 'kinds':
      return [
        csvLine(['kind', 'covered', 'people', 'set up', 'not set up']),
        ...(await reads.coverage(organization)).coverage.kinds.map(({ kind, covered, people, setUp }) =>
          csvLine([kind, covered ? 'yes' : 'no', people, setUp, people - setUp]),
        ),
      ];
    case 'methods':
      return [csvLine(['method', 'kind', 'people']), ...methodLines((await reads.coverage(organization)).coverage)];
    case 'weeks':
      return [
        csvLine(['until', 'set up']),
        ...(await reads.coverage(organization)).weeks.map(({ until, people }) =>
          csvLine([new Date(until).toISOString(), people]),
        ),
      ];
    case 'sign-ins': {
      const { weeks, started } = await reads.signIns(organization.id);
      return [csvLine(['week from', 'methods', 'sign-ins']), ...seriesLines(weeks, started)];
    }
    case 'failures': {
      const { weeks, failures } = await reads.signIns(organization.id);
      return [csvLine(['week from', 'method', 'failure', 'count']), ...seriesLines(weeks, failures)];
    }
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
