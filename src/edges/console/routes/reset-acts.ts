import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../../../domain/accounts/decide/account.ts';
import { CHECKLIST, RECORD_LENGTH_MAX } from '../../../domain/recovery/decide/reset-case.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import type { ResetAct, ResetRefusal } from '../../../domain/recovery/run/load-case.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { type Acting, addForm, type Carried, lineOf, valuesOf } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import type { Again, Problem } from '../views/again.ts';
import type { Done } from '../views/done.ts';
import { type Desk, deskFrameOf } from '../views/frame.tsx';
import { renderApprove, renderCancel, renderCarryOut, renderNextPass } from '../views/reset-acts.tsx';
import { renderOpenReset } from '../views/reset-open.tsx';
import { renderPass } from '../views/reset-pass.tsx';
import { resetSentence } from '../views/reset-words.ts';
import { fileFor, waitingOf } from './resets.ts';

/** What is done to a support reset: each on a page of its own. */
export function registerResetActs(parts: ConsoleParts): void {
  addOpening(parts);
  addStep(parts, 'approve', 'reset.approve', 'Approves a reset, as a second operator', renderApprove, (acting, file) =>
    acting.as.resets.approve(acting.actor.accountId, file.one.id),
  );
  addStep(parts, 'cancel', 'reset.cancel', 'Calls a reset off', renderCancel, (acting, file) =>
    acting.as.resets.cancel(acting.actor.accountId, file.one.id),
  );
  addPassing(parts, 'carry-out', 'Carries a reset out, and shows the one-time pass this once');
  addPassing(parts, 'pass', 'Makes the next one-time pass, and shows it this once');
}

/** Opens a reset from the page of the person. */
function addOpening(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/reset', {
    purposes: { show: 'Says what to know before a reset, and asks for its record', carryOut: 'Opens a reset' },
    async show({ actor, desk }, request, again) {
      const record = await parts.reads.person(idOf(request));
      if (record === null || may(actor, 'reset.open', { kind: 'person', person: record.party }) !== null) return null;
      const waiting = again === null ? await waitingOf(parts, record.party.accountId) : null;
      return renderOpenReset({ record, waiting, again }, desk);
    },
    async carryOut(acting, request) {
      const record = await parts.reads.person(idOf(request));
      if (record === null) return null;
      const given = bodyOf(request);
      const line = (name: string) => lineOf(given, name, RECORD_LENGTH_MAX + 1);
      const ticked = valuesOf(given, 'checklist');
      const opened = await acting.as.resets.open(acting.actor.accountId, {
        address: record.overview.record.address.address,
        reason: line('reason'),
        ticket: line('ticket'),
        callBack: line('callBack'),
        checklist: CHECKLIST.filter((item) => ticked.includes(item)),
        holdHours: hoursOf(line('holdHours')),
      });
      if (!opened.ok) return refusedReset(opened.error, acting.desk, fieldOf(opened.error, line));
      return { outcome: 'done', next: `/console/resets/${opened.value.id}`, said: 'reset-opened' };
    },
  });
}

/** A step that leads back to the case. */
function addStep(
  parts: ConsoleParts,
  path: 'approve' | 'cancel',
  act: ResetAct,
  carryOut: string,
  render: (view: { readonly file: CaseFile; readonly again: Again | null }, desk: Desk) => string,
  work: (acting: Acting, file: CaseFile) => ReturnType<Acting['as']['resets']['approve']>,
): void {
  const said = { approve: 'reset-approved', cancel: 'reset-cancelled' } as const satisfies Record<string, Done>;
  addForm(parts, `/console/resets/:id/${path}`, {
    purposes: { show: `Asks before it ${carryOut.charAt(0).toLowerCase()}${carryOut.slice(1)}`, carryOut },
    async show(entered, request, again) {
      const file = await fileFor(parts, entered, request);
      if (file === null || may(entered.actor, act, { kind: 'person', person: file.party }) !== null) return null;
      return render({ file, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const file = await fileFor(parts, acting, request);
      if (file === null) return null;
      const done = await work(acting, file);
      if (!done.ok) return refusedReset(done.error, acting.desk);
      return { outcome: 'done', next: `/console/resets/${file.one.id}`, said: said[path] };
    },
  });
}

/** A step that ends in a one-time pass. Both are one use case; a page that was left open must not do the other. */
function addPassing(parts: ConsoleParts, path: 'carry-out' | 'pass', carryOut: string): void {
  addForm(parts, `/console/resets/:id/${path}`, {
    purposes: { show: `Says what will happen before it ${path === 'pass' ? 'makes a pass' : 'is done'}`, carryOut },
    async show(entered, request, again) {
      const file = await fileFor(parts, entered, request);
      if (file === null || may(entered.actor, 'reset.carry-out', { kind: 'person', person: file.party }) !== null) {
        return null;
      }
      if (path === 'pass') return renderNextPass({ file, again }, entered.desk);
      const record = await parts.reads.person(file.one.accountId);
      return renderCarryOut({ file, again, bound: record?.overview.authenticators ?? [] }, entered.desk);
    },
    async carryOut(acting, request): Promise<Carried | null> {
      const file = await fileFor(parts, acting, request);
      if (file === null) return null;
      const isNext = file.one.carriedOutAt !== null;
      if (isNext !== (path === 'pass')) {
        return refusedReset(isNext ? 'already-carried-out' : 'changed-meanwhile', acting.desk);
      }
      const done = await acting.as.resets.carryOut(acting.actor.accountId, file.one.id);
      if (!done.ok) return refusedReset(done.error, acting.desk);
      return { outcome: 'shown', html: renderPass({ file, pass: done.value.pass }, acting.desk) };
    },
  });
}

function refusedReset(refusal: ResetRefusal, desk: Desk, field?: string): Problem {
  const sentence = resetSentence(deskFrameOf(desk), refusal);
  return { outcome: 'refused', sentence, ...(field === undefined ? {} : { field }) };
}

/** The field that a refusal is about: of the record the first that is empty or too long. */
function fieldOf(refusal: ResetRefusal, line: (name: string) => string): string | undefined {
  if (refusal === 'hold-out-of-range') return 'holdHours';
  if (refusal !== 'record-incomplete') return undefined;
  return ['reason', 'ticket', 'callBack'].find((name) => line(name) === '' || line(name).length > RECORD_LENGTH_MAX);
}

/** What is no whole number of hours is out of range. */
function hoursOf(typed: string): number | null {
  if (typed === '') return null;
  return /^\d{1,3}$/.test(typed) ? Number(typed) : Number.POSITIVE_INFINITY;
}

function idOf(request: FastifyRequest): AccountId {
  return (request.params as { readonly id: string }).id as AccountId;
}
