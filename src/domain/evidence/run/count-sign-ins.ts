import type { Clock } from '../../../platform/clock.ts';
import { nextTurn } from '../../../platform/turns.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { SealStore } from '../../audit/run/ports.ts';
import { countedWeeks, countSignIns, toldBy } from '../decide/sign-ins.ts';
import type { SignInCounts } from './ports.ts';

const PAGE = 500;

/** Counts sign-ins out of the trail. */
export interface SignInCounter {
  /** Counts what was sealed since; returns how many rows were looked at. */
  run(): Promise<number>;
}

/**
 * A counter of this process. It follows the chain, whose numbers have no gaps, and moves its mark in the transaction that adds the
 * counts: any number may run at once, and each row is counted once.
 */
export function createSignInCounter(deps: {
  readonly seals: Pick<SealStore, 'after'>;
  readonly counts: SignInCounts;
  readonly clock: Clock;
}): SignInCounter {
  const { seals, counts, clock } = deps;

  /** How many rows; 0: there are none, or somebody else counted them. */
  async function countPage(): Promise<number> {
    const from = await counts.countedTo();
    const rows = await seals.after(from, PAGE);
    const to = rows.at(-1)?.seal.seq;
    if (to === undefined) return 0;
    const told = rows.flatMap(({ event }) => (event !== null && toldBy(event) !== null ? [event] : []));
    const belongings = await counts.belongings(accountsOf(told));
    const [since = 0] = countedWeeks(clock.now());
    return (await counts.add(countSignIns(told, belongings, since), from, to)) ? rows.length : 0;
  }

  return {
    async run() {
      let looked = 0;
      for (let page = await countPage(); page > 0; page = await countPage()) {
        looked += page;
        // After an upgrade there may be a year of rows.
        await nextTurn();
      }
      return looked;
    },
  };
}

function accountsOf(events: readonly AuditEvent[]): readonly AccountId[] {
  return [...new Set(events.flatMap(({ accountId }) => accountId ?? []))];
}
