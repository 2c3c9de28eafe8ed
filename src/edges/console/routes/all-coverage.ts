import type { FastifyRequest } from 'fastify';
import {
  byShare,
  inOrder,
  MANDATE_STATES,
  markOf,
  type OrganizationReach,
  REACH_ORDERS,
  type ReachMark,
  reachIn,
  totalsOf,
} from '../../../domain/evidence/decide/all-organizations.ts';
import { countedWeeks } from '../../../domain/evidence/decide/sign-ins.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { csvLine } from '../../../platform/csv.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addDownload, addPage, type Entered } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import {
  ALL_CHARTS,
  type AllChart,
  type AllCoverageView,
  addressOf,
  type ReachFilter,
  renderAllCoverage,
} from '../views/all-coverage.tsx';

const PATH = '/console/coverage';
const PAGE = 50;

/** How far MFA reaches in all organizations at once, for who sees all of them. */
export function registerAllCoverage(parts: ConsoleParts): void {
  addPage(parts, PATH, 'Shows how far MFA reaches in all organizations', async (entered, request) => {
    const view = await viewFor(parts, entered, request);
    return view === null ? null : renderAllCoverage(view, entered.desk);
  });
  addDownload(parts, `${PATH}/csv`, 'Gives a list or chart of all organizations as CSV', async (entered, request) => {
    const chart = ALL_CHARTS.find((one) => one === queryOf(request)['chart']);
    const view = chart === undefined ? null : await viewFor(parts, entered, request);
    if (view === null || chart === undefined) return null;
    return {
      outcome: 'file',
      name: `coverage-${chart}.csv`,
      type: 'text/csv; charset=utf-8; header=present',
      pieces: csvOf(chart, view),
    };
  });
}

async function viewFor(
  parts: ConsoleParts,
  { actor, desk }: Entered,
  request: FastifyRequest,
): Promise<AllCoverageView | null> {
  if (may(actor, 'coverage.see', { kind: 'everything' }) !== null) return null;
  const { coverageCounts } = parts.reads;
  const [since = desk.now] = countedWeeks(desk.now);
  const [counted, weeks, countedAt] = await Promise.all([
    coverageCounts.all(),
    coverageCounts.weeks(since),
    coverageCounts.countedAt(),
  ]);
  const all = counted.map(reachIn);
  const { filter, after } = askedOf(request);
  const found = inOrder(narrowed(all, filter), filter.order, null);
  const rest = inOrder(found, filter.order, after);
  const shown = rest.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    countedAt,
    totals: totalsOf(all),
    shares: byShare(all),
    weeks,
    filter,
    found,
    shown,
    first: after === null ? null : addressOf(PATH, filter),
    next: rest.length > PAGE && last !== undefined ? addressOf(PATH, filter, markOf(last, filter.order)) : null,
  };
}

function narrowed(all: readonly OrganizationReach[], { q, state }: ReachFilter): readonly OrganizationReach[] {
  const wanted = q.trim().toLowerCase();
  return all.filter(
    (one) => (state === null || one.state === state) && one.organization.name.toLowerCase().includes(wanted),
  );
}

function askedOf(request: FastifyRequest): { readonly filter: ReachFilter; readonly after: ReachMark | null } {
  const query = queryOf(request);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  const filter = {
    q: text('q'),
    state: MANDATE_STATES.find((state) => state === text('mfa')) ?? null,
    order: REACH_ORDERS.find((order) => order === text('order')) ?? 'name',
  };
  const value = /^\d{1,15}$/.test(text('value')) ? Number(text('value')) : null;
  const mark = { value, name: text('after'), id: text('id') };
  return { filter, after: mark.id === '' ? null : mark };
}

function csvOf(chart: AllChart, { found, shares, weeks }: AllCoverageView): readonly string[] {
  switch (chart) {
    case 'organizations':
      return [
        csvLine(['organization', 'mfa', 'disabled', 'people', 'covered', 'set up', 'not set up', 'percent']),
        ...found.map(({ organization, state, people, covered, setUp, missing, percent }) =>
          csvLine([
            ...[organization.name, state, organization.disabledAt === null ? 'no' : 'yes'],
            ...[people, covered, setUp, missing, percent],
          ]),
        ),
      ];
    case 'shares':
      return [
        csvLine(['set up', 'organizations']),
        ...shares.map(({ share, organizations }) => csvLine([share, organizations])),
      ];
    case 'weeks':
      return [
        csvLine(['week from', 'covered', 'set up', 'not set up']),
        ...weeks.map(({ week, covered, setUp }) =>
          csvLine([new Date(week).toISOString().slice(0, 10), covered, setUp, covered - setUp]),
        ),
      ];
  }
}
