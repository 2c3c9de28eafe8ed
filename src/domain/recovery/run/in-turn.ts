import { type Result, refused } from '../../../platform/kernel/result.ts';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { act } from '../../organizations/run/act.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { goOnAt } from '../decide/limits.ts';
import type { RecoveryDeps } from './deps.ts';
import { permitted, type ResetAct, type ResetRefusal } from './load-case.ts';
import type { AgentResets } from './ports.ts';

/** Who does what to whose reset, and what it counts as; null: it is not counted. */
export interface Turn {
  readonly agent: AccountId;
  readonly what: ResetAct;
  readonly owner: AccountSnapshot;
  readonly counts: Parameters<AgentResets['times']>[2] | null;
}

/**
 * Runs one act of a reset in its turn, if the agent still may and has not done too many. Asked within it: a role may have been
 * taken meanwhile, and of two that an agent begins at once the second counts the first.
 */
export function inTurn<T>(
  deps: RecoveryDeps,
  turn: Turn,
  work: (tx: Tx) => Promise<Result<T, ResetRefusal>>,
): Promise<Result<T, ResetRefusal>> {
  return act(deps, async (tx) => {
    const refusal = (await permitted(deps, tx, turn.agent, turn.what, turn.owner)) ?? (await tooMany(deps, tx, turn));
    return refusal === null ? work(tx) : refused(refusal);
  });
}

async function tooMany(deps: RecoveryDeps, tx: Tx, { agent, counts }: Turn): Promise<ResetRefusal | null> {
  if (counts === null) return null;
  const { agentResets, agentLimits, clock } = deps;
  const now = clock.now();
  const most = Math.max(agentLimits.perHour, agentLimits.perDay);
  const at = goOnAt(await agentResets.times(tx, agent, counts, now - DAY_MS, most), agentLimits, now);
  return at === null ? null : { reason: 'limit-reached', goOnAt: at };
}
