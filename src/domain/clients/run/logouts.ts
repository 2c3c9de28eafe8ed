import type { Clock } from '../../../platform/clock.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { nextTryAt } from '../../mail/decide/retry.ts';
import type { DeliverLogout, DueLogout, LogoutQueue, LogoutSettlement } from './logout-ports.ts';

/** Longer than any delivery takes; after a crash its logouts wait this long. */
const LEASE_MS = MINUTE_MS;
const AT_ONCE = 8;

/** Tells clients that sessions ended. */
export interface Logouts {
  /** Handles all that is due; returns how many were delivered. */
  run(): Promise<number>;
}

/** What logouts need. */
export interface LogoutsDeps {
  readonly queue: LogoutQueue;
  readonly deliver: DeliverLogout;
  readonly auditor: Auditor;
  readonly clock: Clock;
}

/** Delivers with the same patience as mail: over restarts, with longer and longer waits, for about two days. */
export function createLogouts(deps: LogoutsDeps): Logouts {
  return {
    async run() {
      let delivered = 0;
      for (let batch = await lease(deps); batch.length > 0; batch = await lease(deps)) {
        const outcomes = await Promise.all(batch.map((one) => handle(deps, one)));
        delivered += outcomes.filter((kind) => kind === 'delivered').length;
      }
      return delivered;
    },
  };
}

function lease({ queue, clock }: LogoutsDeps): Promise<readonly DueLogout[]> {
  const now = clock.now();
  return queue.lease(now, now + LEASE_MS, AT_ONCE);
}

async function handle(deps: LogoutsDeps, logout: DueLogout): Promise<LogoutSettlement['kind'] | 'taken'> {
  const delivery = await deps.deliver(logout);
  const at = deps.clock.now();
  const settlement = settlementOf(deps, logout, delivery, at);
  return (await deps.queue.settle(logout.id, logout.tries, settlement)) ? settlement.kind : 'taken';
}

function settlementOf(
  deps: LogoutsDeps,
  logout: DueLogout,
  delivery: Awaited<ReturnType<DeliverLogout>>,
  at: number,
): LogoutSettlement {
  if (delivery.outcome === 'delivered') {
    return { kind: 'delivered', at, audit: eventOf(deps, logout, 'logout.delivered') };
  }
  const next = delivery.outcome === 'later' ? nextTryAt(logout.tries, at, null) : null;
  if (next !== null) return { kind: 'again', at: next };
  return { kind: 'given-up', at, audit: eventOf(deps, logout, 'logout.failed', { reason: delivery.reason }) };
}

function eventOf(deps: LogoutsDeps, logout: DueLogout, name: AuditName, more: AuditDetails = {}) {
  const { clientId, accountId, tries } = logout;
  return deps.auditor.event({ name, accountId, actor: 'system', details: { clientId, tries, ...more } });
}
