import { sha256 } from '../../../platform/hashing.ts';
import { laneOf } from '../../throttling/decide/known.ts';
import { WAITED_LANE } from '../../throttling/decide/rules.ts';
import type { HandedIn, WorkView } from '../../throttling/run/work.ts';
import type { SignInDeps } from './deps.ts';
import type { Draft } from './draft.ts';
import { NOBODY } from './load-facts.ts';
import type { Problem } from './page.ts';

/** Whether a password may be compared at all, by where it comes from (T7). */
export type Admission =
  /** `takeBack`: it was right, or nothing was compared. */
  | { readonly outcome: 'admitted'; readonly takeBack: () => Promise<void> }
  /** Nothing may be compared before work was done or time has passed. `ticket`: the wait that goes on. */
  | { readonly outcome: 'problem'; readonly problem: Problem; readonly ticket: string };

const NO_FAILURE: Admission = { outcome: 'admitted', takeBack: async () => {} };

/**
 * Counts a failure of the source before the comparison, and asks for work where there were many. A browser that the account knows
 * is exempt, and so is a command, which runs beside the database. What is asked for depends on the source alone, never on the address.
 */
export async function admitPassword(deps: SignInDeps, draft: Draft, handedIn: HandedIn): Promise<Admission> {
  const { attempt, lane, now } = draft.loaded;
  const { source } = draft.visitor;
  if (lane === 'known' || attempt.purpose === 'command') return NO_FAILURE;
  const takeBack = () => deps.sources.takeBack(source, now);
  const hardness = await deps.sources.count(source, now);
  if (hardness === null) return { outcome: 'admitted', takeBack };
  const refusedUntil = await pay(deps, draft, handedIn);
  if (refusedUntil === null) return { outcome: 'admitted', takeBack };
  await takeBack();
  return { outcome: 'problem', problem: { kind: 'work-missing', at: refusedUntil }, ticket: handedIn.ticket };
}

/** Takes the work that was handed in, or the wait. Null: paid; else from when on a wait would do. */
async function pay(deps: SignInDeps, { loaded, visitor }: Draft, handedIn: HandedIn): Promise<number | null> {
  const { attempt, now } = loaded;
  const worth = deps.work.judge(handedIn, attempt.id, now);
  if (worth.kind === 'early') return worth.at;
  if (worth.kind === 'nothing') return deps.work.ask(attempt.id, 0, now, handedIn.ticket).waitUntil;
  if (!(await deps.spentWork.spend(worth.id, worth.until))) return deps.work.ask(attempt.id, 0, now).waitUntil;
  if (worth.kind === 'solved') return null;
  // Waiting costs nothing: without a bound many attempts could wait side by side.
  const taken = await deps.tries.take(`waited:${visitor.source}`, WAITED_LANE, attempt.id, now);
  return taken.outcome === 'closed' ? taken.until : null;
}

/** The work that the password's page asks for; null: none. Reads, never writes. */
export async function workFor(
  deps: SignInDeps,
  { loaded, visitor }: Draft,
  ticket: string | undefined,
): Promise<WorkView | null> {
  const { attempt, now } = loaded;
  if (attempt.purpose === 'command') return null;
  const hardness = await deps.sources.hardness(visitor.source, now);
  if (hardness === null) return null;
  if (visitor.deviceToken !== null) {
    const device = await deps.reads.device(sha256(visitor.deviceToken), attempt.accountId ?? NOBODY);
    if (laneOf(device, now) === 'known') return null;
  }
  return deps.work.ask(attempt.id, hardness, now, ticket);
}
