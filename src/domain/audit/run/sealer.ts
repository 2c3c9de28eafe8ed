import type { Clock } from '../../../platform/clock.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import { newId, type Random } from '../../../platform/random.ts';
import { chain, type Link } from './chain.ts';
import type { Leases, SealStore } from './ports.ts';

const LEASE = 'audit-sealer';
/** Longer than a page of links takes to store; a node that dies holds the others up this long. */
const LEASE_MS = 5 * SECOND_MS;
const PAGE = 200;
/** Rows may commit after younger ones were sealed: a slow transaction, or a node whose clock is behind. */
const LOOK_BACK_MS = 10 * MINUTE_MS;
/** How often all rows are looked at, however old. */
const FULL_LOOK_MS = 10 * MINUTE_MS;

/** Gives committed rows their place in the chain. */
export interface Sealer {
  /** Seals what waits; returns how many rows this node sealed. 0 also while another node does so. */
  run(): Promise<number>;
}

/** A sealer of this process. Any number may run at once: the lease keeps them apart, and a unique index settles what slips. */
export function createSealer(deps: {
  readonly store: SealStore;
  readonly leases: Leases;
  readonly link: Link;
  readonly clock: Clock;
  readonly random: Random;
}): Sealer {
  const { store, leases, link, clock } = deps;
  const holder = newId<string>(deps.random);
  let fullLookAt: EpochMs = 0;

  async function since(): Promise<EpochMs> {
    if (clock.now() >= fullLookAt) return 0;
    const head = await store.head();
    return head?.event == null ? 0 : head.event.at - LOOK_BACK_MS;
  }

  async function sealPage(from: EpochMs): Promise<number> {
    const now = clock.now();
    if (!(await leases.take(LEASE, holder, now, now + LEASE_MS))) return 0;
    const events = await store.unsealed(from, PAGE);
    const head = await store.head();
    if (events.length === 0) return 0;
    return (await store.append(chain(link, head?.seal ?? null, events))) ? events.length : 0;
  }

  return {
    async run() {
      const from = await since();
      // A cheap look first: an idle instance writes nothing, not even a lease.
      if ((await store.unsealed(from, 1)).length === 0) {
        if (from === 0) fullLookAt = clock.now() + FULL_LOOK_MS;
        return 0;
      }
      let sealed = 0;
      for (let page = await sealPage(from); page > 0; page = await sealPage(from)) sealed += page;
      await leases.release(LEASE, holder);
      return sealed;
    },
  };
}
