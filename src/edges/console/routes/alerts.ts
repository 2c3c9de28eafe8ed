import type { FastifyRequest } from 'fastify';
import { NOTE_LENGTH_MAX, reviewRefusal } from '../../../domain/alerts/decide/alert.ts';
import type { AlertFile } from '../../../domain/alerts/run/alerts.ts';
import type { AlertMark } from '../../../domain/alerts/run/ports.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { bodyOf, queryOf } from '../../../platform/http/web.ts';
import { addForm, addPage, type Entered, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderAlert, renderReviewAlert } from '../views/alert.tsx';
import { renderAlerts } from '../views/alerts.tsx';

const LIST = '/console/resets/alerts';
const PAGE = 25;

/** Alerts about resets: all of them, one, and its review. */
export function registerAlerts(parts: ConsoleParts): void {
  addPage(parts, LIST, 'Lists alerts about resets', async (entered, request) => {
    if (!allowed(entered.actor, 'alert.see')) return null;
    const after = afterOf(request);
    const found = await parts.reads.alerts.alerts({ state: 'all', after, limit: PAGE + 1 });
    const alerts = found.slice(0, PAGE);
    const last = alerts.at(-1);
    const next = found.length > PAGE && last !== undefined ? pageAfter(last) : null;
    return renderAlerts({ alerts, first: after === null ? null : LIST, next }, entered.desk);
  });
  addPage(
    parts,
    `${LIST}/:id`,
    'Shows an alert, the resets that it tells of and its review',
    async (entered, request) => {
      const file = await fileFor(parts, entered, request, 'alert.see');
      return file === null
        ? null
        : renderAlert({ file, reviews: reviews(entered, file), countryOf: parts.countryOf }, entered.desk);
    },
  );
  addReview(parts);
}

function addReview(parts: ConsoleParts): void {
  addForm(parts, `${LIST}/:id/review`, {
    purposes: { show: 'Asks what an alert was', carryOut: 'Keeps the review of an alert' },
    async show(entered, request, again) {
      const file = await fileFor(parts, entered, request, 'alert.review');
      return file === null ? null : renderReviewAlert({ file, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const { id } = request.params as { readonly id: string };
      const done = await acting.as.alerts.review(id, lineOf(bodyOf(request), 'note', NOTE_LENGTH_MAX));
      if (done.ok) return { outcome: 'done', next: `${LIST}/${id}`, said: 'alert-reviewed' };
      return refusedBy(done.error, acting, done.error.reason === 'note-missing' ? 'note' : undefined);
    },
  });
}

async function fileFor(
  parts: ConsoleParts,
  { actor }: Entered,
  request: FastifyRequest,
  act: Act,
): Promise<AlertFile | null> {
  return allowed(actor, act) ? parts.reads.alerts.file((request.params as { readonly id: string }).id) : null;
}

/** Whether who looks may review it now. */
function reviews({ actor }: Entered, { alert, involved }: AlertFile): boolean {
  return allowed(actor, 'alert.review') && reviewRefusal(alert, involved, actor.accountId) === null;
}

function allowed(actor: Party, act: Act): boolean {
  return may(actor, act, { kind: 'everything' }) === null;
}

function afterOf(request: FastifyRequest): AlertMark | null {
  const { after, id } = queryOf(request);
  if (typeof after !== 'string' || typeof id !== 'string') return null;
  return /^\d{1,15}$/.test(after) && id !== '' ? { raisedAt: Number(after), id: id.slice(0, 254) } : null;
}

function pageAfter({ raisedAt, id }: AlertMark): string {
  return `${LIST}?${new URLSearchParams({ after: String(raisedAt), id })}`;
}
