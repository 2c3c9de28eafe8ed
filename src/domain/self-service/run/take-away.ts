import type { Change, Visitor } from '../../sign-in/run/records.ts';
import type { OwnIn, SelfServiceDeps } from './own-change.ts';
import type { Entered } from './own-session.ts';

/** How something ended that needs a session but no fresh proof. `gone`: there is no such thing any more. */
export type Ended = Exclude<Entered, { readonly outcome: 'in' }> | { readonly outcome: 'done' | 'gone' | 'again' };

/** How often a change that lost a race is made anew from what is there then. */
const TURNS_MAX = 3;

/**
 * Makes a change that gives nobody anything, such as the end of a session. It needs this very session, and neither a fresh proof
 * nor a set-up that is free: whoever sees a stranger in their account must not be asked for a phone that may be gone (N18).
 */
export async function takeAway(
  deps: Pick<SelfServiceDeps, 'ownSession' | 'commits'>,
  visitor: Visitor,
  plan: (entered: OwnIn) => Promise<Change | 'gone' | 'done'> | Change | 'gone' | 'done',
): Promise<Ended> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const entered = await deps.ownSession.enter(visitor);
    if (entered.outcome !== 'in') return entered;
    const planned = await plan(entered);
    if (typeof planned === 'string') return { outcome: planned };
    const { account } = entered.snapshot;
    const committed = await deps.commits.commit({
      requireSession: { sessionId: entered.session.id },
      requireFreeze: { accountId: account.id, since: account.setUpFrozenAt },
      ...planned,
    });
    if (committed === 'done') return { outcome: 'done' };
  }
  return { outcome: 'again' };
}
