import type { Clock } from '../../../platform/clock.ts';
import type { Result } from '../../../platform/kernel/result.ts';
import type { Transactor, Tx } from '../../../platform/kernel/tx.ts';
import type { Random } from '../../../platform/random.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { Act, Denial } from '../../roles/decide/permissions.ts';
import type { Actor, TargetRef } from '../../roles/run/actor.ts';
import type { ActStore } from './ports.ts';
import { because, type Refusal } from './refusal.ts';

/** What every administrative act works with. */
export interface ActDeps {
  readonly transactor: Transactor;
  readonly acts: ActStore;
  readonly auditor: Auditor;
  readonly clock: Clock;
  readonly random: Random;
  /** Whoever acts: a person at the console, or the command line. */
  readonly by: Actor;
}

/** What an act is, and whom or what it touches. */
export type Asks = readonly [act: Act, target: TargetRef];

/** Runs one act alone, and whole or not at all. Check before the first write, since a refusal commits what was written. */
export function act<T>(deps: Pick<ActDeps, 'transactor' | 'acts'>, work: (tx: Tx) => Promise<T>): Promise<T> {
  return deps.transactor.transact(async (tx) => {
    await deps.acts.latch(tx);
    return work(tx);
  });
}

/** Runs one administrative act, if whoever acts may do all that it asks: asked within it, so that the answer still holds. */
export function administer<T>(
  deps: ActDeps,
  asks: Asks | readonly Asks[],
  work: (tx: Tx) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  return act(deps, async (tx) => {
    const denial = await denied(deps, tx, isOne(asks) ? [asks] : asks);
    return denial === null ? work(tx) : because(denial);
  });
}

async function denied(deps: ActDeps, tx: Tx, asks: readonly Asks[]): Promise<Denial | null> {
  for (const [what, target] of asks) {
    const denial = await deps.by.denial(tx, what, target);
    if (denial !== null) return denial;
  }
  return null;
}

function isOne(asks: Asks | readonly Asks[]): asks is Asks {
  return typeof asks[0] === 'string';
}
