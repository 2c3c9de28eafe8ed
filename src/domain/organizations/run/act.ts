import type { Clock } from '../../../platform/clock.ts';
import type { Transactor, Tx } from '../../../platform/kernel/tx.ts';
import type { Random } from '../../../platform/random.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { ActStore } from './ports.ts';

/** What every administrative act works with. */
export interface ActDeps {
  readonly transactor: Transactor;
  readonly acts: ActStore;
  readonly auditor: Auditor;
  readonly clock: Clock;
  readonly random: Random;
}

/** The actor of everything done by command line: no person was proved. */
export const SYSTEM = 'system';

/** Runs one administrative act: alone, and whole or not at all. Check before the first write, since a refusal commits what was written. */
export function act<T>(deps: ActDeps, work: (tx: Tx) => Promise<T>): Promise<T> {
  return deps.transactor.transact(async (tx) => {
    await deps.acts.latch(tx);
    return work(tx);
  });
}
