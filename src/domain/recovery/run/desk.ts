import type { Clock } from '../../../platform/clock.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountReads } from '../../accounts/run/ports.ts';
import type { AlertLists, ListedAlert } from '../../alerts/run/ports.ts';
import type { AuditEvent, AuditName } from '../../audit/decide/event.ts';
import type { AuditReads } from '../../audit/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { isPrivileged, type Party } from '../../roles/decide/roles.ts';
import type { Parties } from '../../roles/run/ports.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { ResetCase, ResetRecord } from '../decide/reset-case.ts';
import { type Standing, standingOf } from '../decide/standing.ts';
import type { CaseLists, CasesQuery, ListedCase } from './desk-ports.ts';
import type { ResetCases } from './ports.ts';

/** A case with all that is known of it. Whoever shows it asks first who looks. */
export interface CaseFile {
  readonly one: ResetCase;
  readonly standing: Standing;
  /** It needs a second operator today, whatever it did when it was opened. */
  readonly needsSecond: boolean;
  /** Whose account it is, as permission sees them. Of nobody's places when it was deleted. */
  readonly party: Party;
  /** Null: the account was deleted, and what was sealed with its key is gone. */
  readonly owner: { readonly name: string; readonly address: string } | null;
  readonly record: ResetRecord | null;
  /** What happened to it, oldest first. */
  readonly events: readonly AuditEvent[];
  /** Alerts that tell of it, oldest first. */
  readonly alerts: readonly ListedAlert[];
  /** What people who acted on it are called; those deleted are absent. */
  readonly names: ReadonlyMap<string, string>;
}

/** Cases for whoever looks at them. */
export interface ResetDesk {
  cases(query: Omit<CasesQuery, 'now'>): Promise<readonly ListedCase[]>;
  /** Null: there is no such case. */
  file(caseId: string): Promise<CaseFile | null>;
}

/** What looking at cases works with. */
export interface ResetDeskDeps {
  readonly caseLists: CaseLists;
  readonly resetCases: Pick<ResetCases, 'byId'>;
  readonly reads: Pick<SignInReads, 'snapshot'>;
  readonly parties: Parties;
  readonly alertLists: Pick<AlertLists, 'ofCase'>;
  readonly accounts: Pick<AccountReads, 'byId'>;
  readonly auditReads: Pick<AuditReads, 'newest'>;
  readonly auditor: Pick<Auditor, 'openFor'>;
  readonly clock: Clock;
}

/** Most events of one case that are looked through: passes, mails and revoked authenticators are few. */
const EVENTS_MAX = 200;

/** What a case's story is told from, in the order in which one act does it. */
const ABOUT_CASES: readonly AuditName[] = [
  'reset.opened',
  'reset.approved',
  'reset.carried-out',
  'reset.cancelled',
  'reset.vetoed',
  'session.ended',
  'authenticator.revoked',
  'reset.pass-made',
  'reset.pass-used',
  'reset.finished',
  'reset.alert',
  'reset.alert-reviewed',
];

/** The desk of an instance. */
export function createResetDesk(deps: ResetDeskDeps): ResetDesk {
  return {
    cases: (query) => deps.caseLists.cases({ ...query, now: deps.clock.now() }),
    file: (caseId) => fileOf(deps, caseId),
  };
}

async function fileOf(deps: ResetDeskDeps, caseId: string): Promise<CaseFile | null> {
  const one = await deps.resetCases.byId(caseId);
  if (one === null) return null;
  const [snapshot, party, events, alerts] = await Promise.all([
    deps.reads.snapshot(one.accountId),
    deps.parties.byId(null, one.accountId),
    eventsOf(deps, one),
    deps.alertLists.ofCase(caseId),
  ]);
  const frozen = (snapshot?.account.setUpFrozenAt ?? null) !== null;
  const needsSecond = (party !== null && isPrivileged(party)) || frozen;
  return {
    one,
    standing: standingOf(one, needsSecond, deps.clock.now()),
    needsSecond,
    party: party ?? { accountId: one.accountId, disabled: true, places: [] },
    owner: snapshot === null ? null : { name: snapshot.account.name, address: snapshot.address.address },
    record: snapshot === null ? null : recordOf(deps, one, snapshot.auditKeySealed),
    events,
    alerts,
    names: await namesOf(deps, [one.openedBy, one.approvedBy, one.carriedOutBy, ...events.map(({ actor }) => actor)]),
  };
}

async function eventsOf(deps: ResetDeskDeps, one: ResetCase): Promise<readonly AuditEvent[]> {
  const filter = { accountId: one.accountId, names: ABOUT_CASES, since: one.openedAt };
  const events = await deps.auditReads.newest(filter, EVENTS_MAX);
  return events
    .filter(({ details }) => details['caseId'] === one.id || details['case'] === one.id)
    .toSorted((a, b) => a.at - b.at || ABOUT_CASES.indexOf(a.name) - ABOUT_CASES.indexOf(b.name));
}

function recordOf(deps: ResetDeskDeps, one: ResetCase, auditKeySealed: string): ResetRecord {
  const context = recordContext(one.id);
  return JSON.parse(deps.auditor.openFor(one.accountId, auditKeySealed, one.recordSealed, context)) as ResetRecord;
}

/** Binds a sealed record to its case. */
export function recordContext(caseId: string): string {
  return `reset_cases/${caseId}/record`;
}

async function namesOf(deps: ResetDeskDeps, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(ids)].filter((id) => id !== null && id !== 'system' && id !== 'claimant');
  const found = await Promise.all(distinct.map((id) => deps.accounts.byId(null, id as AccountId)));
  return new Map(found.flatMap((record) => (record === null ? [] : [[record.account.id, record.account.name]])));
}
