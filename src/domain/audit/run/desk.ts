import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { Jobs } from '../../jobs/run/jobs.ts';
import type { ActDeps } from '../../organizations/run/act.ts';
import type { Act, Denial } from '../../roles/decide/permissions.ts';
import type { TargetRef } from '../../roles/run/actor.ts';
import type { AuditEvent } from '../decide/event.ts';
import { type ExportFormat, exportLines } from './export-lines.ts';
import type { AuditFilter, EventMark, Seal, SealStore } from './ports.ts';
import type { AuditTrail, ReadEvent } from './read.ts';
import type { Verification, VerifyOptions } from './verify.ts';

/** The trail for whoever looks at it from the console: each sees what their role reaches. */
export interface AuditDesk {
  /** Newest first; null: out of reach. Where a role reaches some organizations only, the filter names one of them, or an account. */
  list(filter: AuditFilter, limit: number, before: EventMark | null): Promise<readonly ReadEvent[] | null>;
  /** Null: there is none, or it is out of reach. */
  one(id: string): Promise<(ReadEvent & { readonly seal: Seal | null }) | null>;
  /** The lines of a file; that it was made is recorded first. Null: out of reach. */
  export(filter: AuditFilter, format: ExportFormat): Promise<AsyncIterable<string> | null>;
  /** Begins to walk the whole trail; what the walk found is the job's result, a {@link Verification}. */
  check(): Promise<Result<string, Denial | 'running'>>;
}

/** What it works with. */
export interface AuditDeskDeps extends Pick<ActDeps, 'transactor' | 'acts' | 'auditor' | 'by'> {
  readonly trail: AuditTrail;
  readonly seals: Pick<SealStore, 'head'>;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly issuer: string;
  /** Seals what waits. */
  readonly seal: () => Promise<unknown>;
  readonly verify: (options: VerifyOptions) => Promise<Verification>;
}

/** The trail for whoever acts. */
export function createAuditDesk(deps: AuditDeskDeps): AuditDesk {
  const allows = async (act: Act, target: TargetRef) => (await deps.by.denial(null, act, target)) === null;
  return {
    async list(filter, limit, before) {
      return (await allows('audit.see', targetOf(filter))) ? deps.trail.list(filter, limit, before) : null;
    },
    async one(id) {
      const found = await deps.trail.one(id);
      if (found === null) return null;
      for (const target of targetsOf(found.event)) if (await allows('audit.see', target)) return found;
      return null;
    },
    async export(filter, format) {
      if (!(await allows('audit.export', targetOf(filter)))) return null;
      await note(deps, 'audit.exported', filter, { format, ...noted(filter) });
      // Sealed rows leave, the record of this export among them.
      await deps.seal();
      return exportLines(deps.trail.export(filter), format, deps.issuer);
    },
    async check() {
      const denial = await deps.by.denial(null, 'audit.verify', { kind: 'everything' });
      return denial === null ? startCheck(deps) : refused(denial);
    },
  };
}

async function startCheck(deps: AuditDeskDeps): Promise<Result<string, 'running'>> {
  const started = await deps.jobs.start('audit-check', deps.by.id, async (report) => {
    await deps.seal();
    const last = (await deps.seals.head())?.seal.seq ?? 0;
    const verified = await deps.verify({ onPage: (seq) => report(seq / Math.max(1, last)) });
    const { checked, findingCount } = verified;
    await note(deps, 'audit.checked', {}, { checked, findings: findingCount });
    return verified;
  });
  return started.ok ? ok(started.value) : started;
}

function targetOf({ accountId, organizationId }: AuditFilter): TargetRef {
  if (accountId !== undefined) return { kind: 'person', accountId };
  return organizationId === undefined ? { kind: 'everything' } : { kind: 'organization', organizationId };
}

/** An event is seen by whoever may see one of the things that it is about. */
function targetsOf({ accountId, organizationId }: AuditEvent): readonly TargetRef[] {
  return [
    { kind: 'everything' },
    ...(organizationId === null ? [] : [{ kind: 'organization', organizationId } as const]),
    ...(accountId === null ? [] : [{ kind: 'person', accountId } as const]),
  ];
}

function noted({ accountId, name, since, until }: AuditFilter) {
  return {
    ...(accountId === undefined ? {} : { about: accountId }),
    ...(name === undefined ? {} : { event: name }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function note(
  { transactor, acts, auditor, by }: AuditDeskDeps,
  name: 'audit.exported' | 'audit.checked',
  { organizationId }: AuditFilter,
  details: Readonly<Record<string, string | number>>,
): Promise<void> {
  const event = auditor.event({ name, accountId: null, actor: by.id, organizationId: organizationId ?? null, details });
  return transactor.transact((tx) => acts.audit(tx, event));
}
