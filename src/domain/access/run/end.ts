import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { Ended } from '../../accounts/run/accounts.ts';
import type { AccountWrites } from '../../accounts/run/ports.ts';
import type { AuditDetails } from '../../audit/decide/event.ts';
import { type ActDeps, type Asks, administer } from '../../organizations/run/act.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import type { SessionEnd, SessionId } from '../../sessions/decide/session.ts';
import type { AccessEnds } from './ports.ts';

const REASON: SessionEnd = 'ended-by-administrator';

/** Ending other people's sessions. Attempts and links for a new password end along: one must not become the next session. */
export interface AccessEnding {
  endSession(id: AccountId, sessionId: SessionId): Promise<Result<'ended', Refusal>>;
  /** Refused with `unchanged` where there was none and no attempt. */
  endSessions(id: AccountId): Promise<Result<Ended, Refusal>>;
}

/** What it works with. */
export interface AccessDeps extends ActDeps {
  readonly accountWrites: Pick<AccountWrites, 'endAccess' | 'setDisabled'>;
  readonly accessEnds: AccessEnds;
}

/** For whoever acts. */
export function createAccessEnding(deps: AccessDeps): AccessEnding {
  const asks = (accountId: AccountId): Asks => ['person.end-sessions', { kind: 'person', accountId }];
  const noted = (accountId: AccountId, details: AuditDetails) =>
    deps.auditor.event({
      name: 'session.ended',
      accountId,
      actor: deps.by.id,
      details: { reason: REASON, ...details },
    });
  return {
    endSession: (id, sessionId) =>
      administer(deps, asks(id), async (tx) => {
        if (!(await deps.accessEnds.session(tx, id, sessionId, deps.clock.now(), REASON)))
          return because('session-over');
        await deps.acts.audit(tx, noted(id, { session: sessionId }));
        return ok('ended');
      }),
    endSessions: (id) =>
      administer(deps, asks(id), async (tx) => {
        const ended = await deps.accountWrites.endAccess(tx, id, deps.clock.now(), REASON);
        if (ended.sessions + ended.attempts === 0) return because('unchanged');
        await deps.acts.audit(tx, noted(id, { ...ended }));
        return ok(ended);
      }),
  };
}
