import type { Transactor } from '../../../platform/kernel/tx.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { AuditReads } from '../../audit/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import {
  fromNewCountry,
  LATE_MS,
  lookedTo,
  REMEMBERED_MS,
  type SignInFrom,
  WATCHED_MS,
} from '../decide/new-country.ts';
import type { ResetWatches, WatchedReset } from './ports.ts';
import { alertOfNewCountry, type RaiseDeps } from './raise.ts';

/** What looking at sign-ins after resets works with. */
export interface WatchDeps extends RaiseDeps {
  readonly transactor: Transactor;
  readonly watches: ResetWatches;
  readonly auditReads: Pick<AuditReads, 'newest' | 'keysOf'>;
  readonly auditor: Pick<Auditor, 'event' | 'open'>;
  /** Of a network address; null: no table of countries is configured, and nothing is looked at. */
  readonly countryOf: ((source: string) => string | null) | null;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** Looks at sign-ins after resets. */
export interface ResetWatch {
  /** Raises an alert for each that came from a new country; returns how many resets it looked at. Several nodes may run at once. */
  run(): Promise<number>;
}

/** Most resets of one run, and most sign-ins of one account, newest first. */
const RESETS_MAX = 500;
const SIGN_INS_MAX = 200;

/** The watch of an instance. It reads the trail, so that no sign-in waits for it. */
export function createResetWatch(deps: WatchDeps): ResetWatch {
  return {
    async run() {
      const { countryOf } = deps;
      if (countryOf === null) return 0;
      const due = await deps.watches.due(deps.clock.now() - WATCHED_MS - LATE_MS, RESETS_MAX);
      for (const one of due) {
        if (await lookAt(deps, countryOf, one)) deps.kickOutbox();
      }
      return due.length;
    },
  };
}

/** True when it raised an alert. */
async function lookAt(
  deps: WatchDeps,
  countryOf: NonNullable<WatchDeps['countryOf']>,
  one: WatchedReset,
): Promise<boolean> {
  const { accountId, caseId, carriedOutAt } = one;
  const now = deps.clock.now();
  const key = (await deps.auditReads.keysOf([accountId])).get(accountId) ?? null;
  const filter = { accountId, name: 'session.started' } as const;
  const [after, before] = await Promise.all([
    deps.auditReads.newest({ ...filter, since: one.lookedTo, until: carriedOutAt + WATCHED_MS }, SIGN_INS_MAX),
    deps.auditReads.newest({ ...filter, since: carriedOutAt - REMEMBERED_MS, until: carriedOutAt }, SIGN_INS_MAX),
  ]);
  const signInFrom = (event: AuditEvent): SignInFrom => {
    const source = deps.auditor.open(event, key)?.source ?? null;
    return { eventId: event.id, at: event.at, country: source === null ? null : countryOf(source) };
  };
  const strange = fromNewCountry(after.map(signInFrom), before.map(signInFrom));
  await deps.transactor.transact(async (tx) => {
    if (strange?.country != null) {
      const { eventId, country } = strange;
      await alertOfNewCountry(deps, tx, { accountId, caseId, eventId, country });
    }
    await deps.watches.looked(tx, caseId, lookedTo(one.lookedTo, now));
  });
  return strange !== null;
}
