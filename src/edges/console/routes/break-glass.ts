import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../../../domain/accounts/decide/account.ts';
import { USUAL_DAYS } from '../../../domain/break-glass/decide/seal.ts';
import type { Envelopes } from '../../../domain/break-glass/run/break-glass.ts';
import type { Refusal } from '../../../domain/organizations/run/refusal.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import type { Result } from '../../../platform/kernel/result.ts';
import { type Acting, addForm, addPage, type Carried, type Entered, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import {
  renderBreakGlass,
  renderEnvelopes,
  renderNewBreakGlass,
  renderRenew,
  renderReview,
  renderRevoke,
} from '../views/break-glass.tsx';

const LIST = '/console/break-glass';

/** Which field of a form a refusal is about. */
const FIELDS: Readonly<Partial<Record<Refusal['reason'], string>>> = {
  'name-malformed': 'name',
  'address-malformed': 'address',
  'address-taken': 'address',
  'expiry-out-of-range': 'days',
  'note-missing': 'note',
};

/** Break-glass accounts: what there is, new ones, new codes, the end of one, and the review of a use. */
export function registerBreakGlass(parts: ConsoleParts): void {
  addPage(parts, LIST, 'Lists break-glass accounts, and every use with its review', async (entered) =>
    manages(entered) ? renderBreakGlass(await parts.reads.breakGlass(), entered.desk) : null,
  );
  addNew(parts);
  addRenew(parts);
  addRevoke(parts);
  addReview(parts);
}

function addNew(parts: ConsoleParts): void {
  addForm(parts, `${LIST}/new`, {
    purposes: {
      show: 'Asks what a new break-glass account is called',
      carryOut: 'Makes a break-glass account; shows both halves once',
    },
    show: async (entered, _request, again) =>
      manages(entered) ? renderNewBreakGlass({ again, days: USUAL_DAYS }, entered.desk) : null,
    async carryOut(acting, request) {
      const given = bodyOf(request);
      const input = { name: lineOf(given, 'name'), address: lineOf(given, 'address'), days: daysOf(given) };
      return sealed(acting, await acting.as.breakGlass.create(input));
    },
  });
}

function addRenew(parts: ConsoleParts): void {
  addForm(parts, `${LIST}/:id/renew`, {
    purposes: { show: 'Asks before it makes new halves', carryOut: 'Makes new halves; shows both once' },
    async show(entered, request, again) {
      const account = manages(entered) ? await accountOf(parts, request) : null;
      if (account === null || account.state === 'revoked') return null;
      return renderRenew({ account, again, days: USUAL_DAYS }, entered.desk);
    },
    carryOut: async (acting, request) =>
      sealed(acting, await acting.as.breakGlass.renew(idOf(request) as AccountId, daysOf(bodyOf(request)))),
  });
}

function addRevoke(parts: ConsoleParts): void {
  addForm(parts, `${LIST}/:id/revoke`, {
    purposes: { show: 'Asks before it revokes a break-glass account', carryOut: 'Revokes a break-glass account' },
    async show(entered, request, again) {
      const account = manages(entered) ? await accountOf(parts, request) : null;
      return account === null ? null : renderRevoke({ account, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const done = await acting.as.breakGlass.revoke(idOf(request) as AccountId);
      return done.ok ? { outcome: 'done', next: LIST, said: 'break-glass-revoked' } : refusedBy(done.error, acting);
    },
  });
}

function addReview(parts: ConsoleParts): void {
  addForm(parts, `${LIST}/uses/:id/review`, {
    purposes: { show: 'Asks what a use was for', carryOut: 'Keeps the review of a use' },
    async show(entered, request, again) {
      const { uses } = manages(entered) ? await parts.reads.breakGlass() : { uses: [] };
      const use = uses.find(({ id }) => id === idOf(request)) ?? null;
      return use === null ? null : renderReview({ use, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const note = lineOf(bodyOf(request), 'note', 1_000);
      const done = await acting.as.breakGlass.review(idOf(request), note);
      if (!done.ok) return refusedBy(done.error, acting, FIELDS[done.error.reason]);
      return { outcome: 'done', next: LIST, said: 'break-glass-reviewed' };
    },
  });
}

function manages({ actor }: Entered): boolean {
  return may(actor, 'break-glass.manage', { kind: 'everything' }) === null;
}

async function accountOf(parts: ConsoleParts, request: FastifyRequest) {
  const { accounts } = await parts.reads.breakGlass();
  return accounts.find(({ accountId }) => accountId === idOf(request)) ?? null;
}

/** Both halves, this once. */
function sealed(acting: Acting, made: Result<Envelopes, Refusal>): Carried {
  if (!made.ok) return refusedBy(made.error, acting, FIELDS[made.error.reason]);
  return { outcome: 'shown', html: renderEnvelopes(made.value, acting.desk) };
}

/** Not a number where none was typed: refused as any other that is out of range. */
function daysOf(given: Readonly<Record<string, unknown>>): number {
  return Number.parseInt(lineOf(given, 'days', 10), 10);
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}
