import type { FastifyRequest } from 'fastify';
import { receiptFile } from '../../../domain/access/run/receipt.ts';
import type { AccountId, OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { SessionId } from '../../../domain/sessions/decide/session.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { addForm, type Entered, lineOf, refusedBy } from '../gate.ts';
import { wordsFor } from '../i18n/words.ts';
import type { ConsoleParts, PersonRecord } from '../ports.ts';
import { renderAddress, renderDelete, renderEndSessions, renderOffboard } from '../views/person-forms.tsx';
import { type ReceiptView, renderReceipt } from '../views/receipt.tsx';

/** What is done to a person beside turning the account off and on. */
export function registerPersonActs(parts: ConsoleParts): void {
  addSessionEnds(parts);
  addAddress(parts);
  addDelete(parts);
  addOffboarding(parts);
  addReceipt(parts);
}

function addSessionEnds(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/end-sessions', {
    purposes: { show: 'Asks before it ends all sessions of somebody', carryOut: 'Ends all sessions of somebody' },
    async show({ actor, desk }, request, again) {
      const record = await recordFor(parts, actor, 'person.end-sessions', request);
      return record === null ? null : renderEndSessions({ record, again, one: null }, desk);
    },
    async carryOut(acting, request) {
      const done = await acting.as.access.endSessions(idOf(request));
      return done.ok
        ? { outcome: 'done', next: pageOf(request), said: 'sessions-ended' }
        : refusedBy(done.error, acting);
    },
  });
  addForm(parts, '/console/people/:id/sessions/:session/end', {
    purposes: { show: 'Asks before it ends one session of somebody', carryOut: 'Ends one session of somebody' },
    async show({ actor, desk }, request, again) {
      const record = await recordFor(parts, actor, 'person.end-sessions', request);
      if (record === null) return null;
      const { sessions } = await parts.reads.traces(idOf(request));
      const id = sessionOf(request);
      const one = sessions.find((session) => session.id === id);
      if (one === undefined && again === null) return null;
      return renderEndSessions({ record, again, one: { id, browser: one?.browser ?? '' } }, desk);
    },
    async carryOut(acting, request) {
      const done = await acting.as.access.endSession(idOf(request), sessionOf(request));
      return done.ok
        ? { outcome: 'done', next: pageOf(request), said: 'session-ended' }
        : refusedBy(done.error, acting);
    },
  });
}

function addAddress(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/address', {
    purposes: { show: 'Asks for somebody’s new address', carryOut: 'Changes somebody’s address and mails both' },
    async show({ actor, desk }, request, again) {
      const record = await recordFor(parts, actor, 'person.set-address', request);
      return record === null ? null : renderAddress({ record, again }, desk);
    },
    async carryOut(acting, request) {
      const given = bodyOf(request);
      const confirmed = given['confirmed'] === 'yes';
      const done = await acting.as.accounts.setAddress(idOf(request), lineOf(given, 'address'), confirmed);
      if (!done.ok) return refusedBy(done.error, acting, 'address');
      return { outcome: 'done', next: pageOf(request), said: 'address-changed' };
    },
  });
}

function addDelete(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/delete', {
    purposes: { show: 'Asks before it deletes an account', carryOut: 'Deletes an account' },
    async show({ actor, desk }, request, again) {
      const record = await recordFor(parts, actor, 'person.delete', request);
      return record === null ? null : renderDelete({ record, again }, desk);
    },
    async carryOut(acting, request) {
      const record = await recordFor(parts, acting.actor, 'person.delete', request);
      if (record === null) return null;
      const typed = await parts.reads.accountByAddress(lineOf(bodyOf(request), 'confirm'));
      if (typed !== record.overview.record.account.id) return said(acting, 'personActs.deleteMismatch', 'confirm');
      const done = await acting.as.accounts.delete(idOf(request));
      return done.ok
        ? { outcome: 'done', next: '/console/people', said: 'person-deleted' }
        : refusedBy(done.error, acting);
    },
  });
}

function addOffboarding(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/offboard', {
    purposes: {
      show: 'Asks what somebody leaves',
      carryOut: 'Ends all that lets somebody in, and makes a receipt',
    },
    async show({ actor, desk }, request, again) {
      const record = await parts.reads.person(idOf(request));
      if (record === null) return null;
      const leaves = leavesOf(actor, record);
      return leaves.places.length === 0 && !leaves.everything
        ? null
        : renderOffboard({ record, again, ...leaves }, desk);
    },
    async carryOut(acting, request) {
      const from = lineOf(bodyOf(request), 'from');
      if (from === '') return said(acting, 'personActs.chooseFrom', 'from');
      const place = from === 'everything' ? from : (from as OrganizationId);
      const done = await acting.as.offboarding.offboard(idOf(request), place);
      if (!done.ok) return refusedBy(done.error, acting, 'from');
      return { outcome: 'done', next: `/console/receipts/${done.value.id}`, said: 'offboarded' };
    },
  });
}

function addReceipt(parts: ConsoleParts): void {
  addForm(parts, '/console/receipts/:id', {
    purposes: { show: 'Shows the receipt of an offboarding', carryOut: 'Sends such a receipt as a file' },
    async show(entered, request) {
      const view = await receiptFor(parts, entered, request);
      return view === null ? null : renderReceipt(view, entered.desk);
    },
    async carryOut(entered, request) {
      const view = await receiptFor(parts, entered, request);
      if (view === null) return null;
      const name = `receipt-${view.receipt.id}.json`;
      return { outcome: 'file', name, type: 'application/json', pieces: [receiptFile(view.receipt)] };
    },
  });
}

/** For whoever may see its row in the audit trail. */
async function receiptFor(
  parts: ConsoleParts,
  { actor }: Entered,
  request: FastifyRequest,
): Promise<ReceiptView | null> {
  const found = await parts.actsBy(actor.accountId).auditDesk.one((request.params as { readonly id: string }).id);
  const receipt = found === null ? null : parts.reads.receipt(found.event);
  if (receipt === null) return null;
  const { accountId, organizationId, by } = receipt;
  const [person, who, organization] = await Promise.all([
    parts.reads.person(accountId),
    by === 'system' ? null : parts.reads.person(by as AccountId),
    organizationId === null ? null : parts.reads.organization(organizationId),
  ]);
  return {
    receipt,
    person:
      person === null
        ? null
        : { name: person.overview.record.account.name, address: person.overview.record.address.address },
    organization: organization?.name ?? organizationId,
    by: who?.overview.record.account.name ?? by,
  };
}

/** What whoever acts may take somebody from: nobody leaves a place that they did not accept. */
function leavesOf(actor: Entered['actor'], record: PersonRecord) {
  const { party, overview } = record;
  const places = overview.memberships.filter(({ organization, acceptedAt }) => {
    const target = { kind: 'member', organizationId: organization.id, person: party } as const;
    return acceptedAt !== null && may(actor, 'member.remove', target) === null;
  });
  return { places, everything: may(actor, 'person.disable', { kind: 'person', person: party }) === null };
}

/** Somebody to whom whoever asks may do this; null: not, or there is nobody. */
async function recordFor(
  parts: ConsoleParts,
  actor: Entered['actor'],
  act: Act,
  request: FastifyRequest,
): Promise<PersonRecord | null> {
  const record = await parts.reads.person(idOf(request));
  return record !== null && may(actor, act, { kind: 'person', person: record.party }) === null ? record : null;
}

function said({ desk }: Entered, key: 'personActs.deleteMismatch' | 'personActs.chooseFrom', field: string) {
  return { outcome: 'refused', sentence: wordsFor(desk.locale).t(key), field } as const;
}

function idOf(request: FastifyRequest): AccountId {
  return (request.params as { readonly id: string }).id as AccountId;
}

function sessionOf(request: FastifyRequest): SessionId {
  return (request.params as { readonly session: string }).session as SessionId;
}

function pageOf(request: FastifyRequest): string {
  return `/console/people/${idOf(request)}`;
}
