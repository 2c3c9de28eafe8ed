import { isSuspended } from '../../sign-in/run/bindings.ts';
import type { AuthenticatorRow, Change, Visitor } from '../../sign-in/run/records.ts';
import { namesOf, suspended } from '../../sign-in/run/report-lost.ts';
import { rowOf } from './methods.ts';
import { type Changed, change, othersEnd, ownEvent, ownNotice, type SelfServiceDeps } from './own-change.ts';
import { type Ended, takeAway } from './take-away.ts';

/** A lost phone: its app rests until its owner has proved themselves in another way (SP 800-63B-4 §4.3). */
export interface OwnLostApp {
  /** Suspends every app at once, and ends the account's other sessions. `gone`: there is none that works. */
  report(visitor: Visitor): Promise<Ended>;
  /** The app was found: it works again. Needs a fresh proof, which no suspended app gives. */
  resume(visitor: Visitor, id: string): Promise<Changed<'gone'>>;
}

/** One's own lost app. */
export function createOwnLostApp(deps: SelfServiceDeps): OwnLostApp {
  return {
    report: (visitor) =>
      takeAway(deps, visitor, (entered): Change | 'gone' => {
        const { snapshot } = entered;
        const at = deps.clock.now();
        const lost = suspended(snapshot, at);
        if (lost.length === 0) return 'gone';
        const ended = othersEnd(deps, entered, visitor, 'app-lost');
        const told = lost.map(({ next }) =>
          ownEvent(deps, snapshot, visitor, 'authenticator.suspended', eventOf(next, 'owner')),
        );
        return {
          swapAuthenticators: lost,
          ...ended,
          ...ownNotice(deps, snapshot, visitor, (where) => ({
            kind: 'authenticator-suspended',
            what: namesOf(snapshot),
            why: 'lost',
            ...where,
          })),
          audit: [...told, ...ended.audit],
        };
      }),
    resume: (visitor, id) =>
      change<'gone'>(deps, visitor, (entered) => {
        const row = rowOf(entered, id);
        if (row === null) return 'gone';
        // One that was guessed at too often is bound anew (SP 800-63B-4 §3.2.2).
        if ((row.suspendedAt ?? null) === null) return isSuspended(row) ? 'gone' : 'done';
        const next = { ...row, version: row.version + 1, suspendedAt: null };
        const { snapshot } = entered;
        return {
          swapAuthenticators: [{ fromVersion: row.version, next }],
          ...ownNotice(deps, snapshot, visitor, (where) => ({ kind: 'app-resumed', ...where })),
          audit: [ownEvent(deps, snapshot, visitor, 'authenticator.resumed', eventOf(next, 'owner'))],
        };
      }),
  };
}

function eventOf({ id, kind }: AuthenticatorRow, reason: string) {
  return { method: kind, authenticator: id, reason };
}
