import type { Clock } from '../../../platform/clock.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { nextTryAt } from '../decide/retry.ts';
import type { Delivery, LeasedMessage, OutboxQueue, Renderer, Settlement, Transport } from './ports.ts';

/** Longer than any hand-over takes; after a crash its messages wait this long. */
const LEASE_MS = 3 * MINUTE_MS;
/** How many are handed over at once: one slow server must not hold up the rest for long. */
const AT_ONCE = 8;

/** Hands over what waits in the outbox. */
export interface Outbox {
  /** Handles all that is due; returns how many messages were handed over. One run at a time in a process. */
  run(): Promise<number>;
  /** Something was just committed: runs now, or once more after the run that is under way. Errors go to `onError`. */
  kick(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** What an outbox needs. */
export interface OutboxDeps {
  readonly queue: OutboxQueue;
  readonly render: Renderer;
  readonly transport: Transport;
  readonly auditor: Auditor;
  readonly clock: Clock;
  /** A defect while running: nothing was lost, it is tried again when its lease ends. */
  readonly onError: (error: unknown) => void;
}

/** The outbox of this process. */
export function createOutbox(deps: OutboxDeps): Outbox {
  let running: Promise<number> | null = null;
  let again = false;

  async function runAll(): Promise<number> {
    let handedOver = 0;
    do {
      again = false;
      for (let batch = await leaseBatch(deps); batch.length > 0; batch = await leaseBatch(deps)) {
        handedOver += await handleBatch(deps, batch);
      }
    } while (again);
    return handedOver;
  }

  function run(): Promise<number> {
    if (running !== null) {
      again = true;
      return running;
    }
    running = runAll().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    run,
    kick: () => void run().catch(deps.onError),
    idle: async () => {
      await running?.catch(() => 0);
    },
  };
}

function leaseBatch({ queue, clock }: OutboxDeps): Promise<readonly LeasedMessage[]> {
  const now = clock.now();
  return queue.lease(now, now + LEASE_MS, AT_ONCE);
}

/** Returns how many were handed over. */
async function handleBatch(deps: OutboxDeps, batch: readonly LeasedMessage[]): Promise<number> {
  const settled = await Promise.allSettled(batch.map((leased) => handle(deps, leased)));
  for (const one of settled) if (one.status === 'rejected') deps.onError(one.reason);
  return settled.filter((one) => one.status === 'fulfilled' && one.value === 'handed-over').length;
}

async function handle(deps: OutboxDeps, leased: LeasedMessage): Promise<Settlement['kind'] | 'taken'> {
  const delivery = await deliver(deps, leased);
  const settlement = settlementOf(deps, leased, delivery);
  return (await deps.queue.settle(leased.id, leased.tries, settlement)) ? settlement.kind : 'taken';
}

async function deliver(deps: OutboxDeps, { message, notAfter }: LeasedMessage): Promise<Delivery> {
  // Looked at here and not when it was queued: a code that ran out while the server was down is never sent.
  if (notAfter !== null && deps.clock.now() >= notAfter) return { outcome: 'refused', reason: 'expired' };
  if (message === null) return { outcome: 'refused', reason: 'unreadable' };
  try {
    return await deps.transport.send(deps.render(message));
  } catch (error) {
    // A defect of one message counts as a failed try, so that it ends some day and holds up no other.
    deps.onError(error);
    return { outcome: 'later', reason: 'defect' };
  }
}

function settlementOf(deps: OutboxDeps, leased: LeasedMessage, delivery: Delivery): Settlement {
  const at = deps.clock.now();
  if (delivery.outcome === 'handed-over') {
    return { kind: 'handed-over', at, audit: eventOf(deps, leased, 'mail.handed-over') };
  }
  const next = delivery.outcome === 'later' ? nextTryAt(leased.tries, at, leased.notAfter) : null;
  if (next !== null) return { kind: 'again', at: next };
  return { kind: 'given-up', at, audit: eventOf(deps, leased, 'mail.failed', { reason: delivery.reason }) };
}

function eventOf(deps: OutboxDeps, leased: LeasedMessage, name: AuditName, more: AuditDetails = {}) {
  const { id, kind, tries, accountId } = leased;
  return deps.auditor.event({ name, accountId, actor: 'system', details: { messageId: id, kind, tries, ...more } });
}
