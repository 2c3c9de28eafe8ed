import type { Clock } from '../../../platform/clock.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import type { ConsoleAcr } from '../../organizations/decide/mandate.ts';
import type { Session } from '../../sessions/decide/session.ts';
import type { Sessions } from '../../sessions/run/check.ts';
import { emergencyAmong } from '../../sign-in/decide/emergency.ts';
import type { Demand } from '../../sign-in/run/application.ts';
import { isSuspended } from '../../sign-in/run/bindings.ts';
import type { ConsolePath } from '../../sign-in/run/own-path.ts';
import type { SignIn, Standing } from '../../sign-in/run/page.ts';
import type { AccountSnapshot, Visitor } from '../../sign-in/run/records.ts';
import { rolesOf } from '../decide/permissions.ts';
import type { Party } from '../decide/roles.ts';
import type { ConsoleRules, ConsoleUses, Parties } from './ports.ts';

/** Without a request for this long the console asks for a proof again. */
export const CONSOLE_IDLE_MS = 15 * MINUTE_MS;
/** How old the proof may be with which somebody comes in. */
export const ENTRY_MS = 5 * MINUTE_MS;
/** How often at most the last use is written down. */
const NOTE_MS = MINUTE_MS;

/** Who is at the door. */
export type AtTheDoor =
  | { readonly outcome: 'in'; readonly session: Session; readonly snapshot: AccountSnapshot; readonly actor: Party }
  | { readonly outcome: 'out' }
  /** The session ended because more must be proved now: begin again with this address. */
  | { readonly outcome: 'insufficient'; readonly address: string }
  /** Signed in, without any role. */
  | { readonly outcome: 'no-role'; readonly snapshot: AccountSnapshot }
  /** An app or a passkey must be proved first. */
  | { readonly outcome: 'prove'; readonly session: Session; readonly snapshot: AccountSnapshot }
  /** There is none to prove: one must be set up first. */
  | { readonly outcome: 'set-up'; readonly session: Session; readonly snapshot: AccountSnapshot }
  /** The owners ask for a passkey, and there is none: one must be added first. */
  | { readonly outcome: 'add-passkey'; readonly session: Session; readonly snapshot: AccountSnapshot };

/** What a person at the door is asked. */
export type Proving =
  | Exclude<AtTheDoor, { readonly outcome: 'prove' | 'in' }>
  | { readonly outcome: 'in' }
  /** An attempt was opened that leads back. */
  | { readonly outcome: 'ask'; readonly attemptId: string };

/** The way into the console. */
export interface ConsoleDoor {
  /** `within`: how old the proof may be, in ms; null: as old as it is, while somebody is at work. */
  enter(visitor: Visitor, within: number | null): Promise<AtTheDoor>;
  /** Opens a step-up that leads back to `next`, where one is needed. */
  prove(visitor: Visitor, next: ConsolePath): Promise<Proving>;
}

/** What it needs from outside. */
export interface ConsoleDoorDeps {
  readonly sessions: Pick<Sessions, 'check'>;
  readonly signIn: Pick<SignIn, 'standing' | 'stepUp'>;
  readonly parties: Parties;
  readonly consoleUses: ConsoleUses;
  readonly consoleRules: ConsoleRules;
  readonly clock: Clock;
}

/** Lets people in by their role and a strong proof. A mailed code or a recovery code alone never opens it. */
export function createConsoleDoor(deps: ConsoleDoorDeps): ConsoleDoor {
  async function enter(visitor: Visitor, within: number | null): Promise<AtTheDoor> {
    const checked = await deps.sessions.check(visitor.sessionToken);
    if (checked.outcome === 'out') return checked;
    const { snapshot } = checked;
    if (checked.outcome === 'insufficient') return { outcome: 'insufficient', address: snapshot.address.address };
    const actor = await deps.parties.byId(null, snapshot.account.id);
    if (actor === null || rolesOf(actor).length === 0) return { outcome: 'no-role', snapshot };
    const acr = await deps.consoleRules.acr();
    const standing = await proved(visitor, checked.session, snapshot, acr, within);
    if (standing !== 'met') return { outcome: missing(standing, acr, snapshot), session: checked.session, snapshot };
    return { outcome: 'in', session: checked.session, snapshot, actor };
  }

  /** Whether the proof is strong, and young enough unless somebody is at work. Their use is noted. */
  async function proved(
    visitor: Visitor,
    session: Session,
    snapshot: AccountSnapshot,
    acr: ConsoleAcr,
    within: number | null,
  ): Promise<Standing> {
    const now = deps.clock.now();
    const last = (await deps.consoleUses.lastOf(session.id)) ?? Number.NEGATIVE_INFINITY;
    const atWork = now < last + CONSOLE_IDLE_MS;
    const age = atWork ? within : Math.min(within ?? ENTRY_MS, ENTRY_MS);
    const freshSince = age === null ? null : now - age;
    const standing = await deps.signIn.standing(session, snapshot, visitor, demand(acr, freshSince, session));
    if (standing === 'met' && now >= last + NOTE_MS) await deps.consoleUses.note(session.id, now);
    return standing;
  }

  return {
    enter,
    async prove(visitor, next) {
      const entered = await enter(visitor, ENTRY_MS);
      if (entered.outcome !== 'prove') return entered;
      const acr = await deps.consoleRules.acr();
      const request = { next, demand: demand(acr, deps.clock.now() - ENTRY_MS, entered.session) };
      const attempt = await deps.signIn.stepUp(visitor, request);
      return attempt === null ? { outcome: 'out' } : { outcome: 'ask', attemptId: attempt.id };
    },
  };
}

/** What somebody does about a proof that is not enough. A step-up asks for what there is and binds nothing by itself. */
function missing(standing: Exclude<Standing, 'met'>, acr: ConsoleAcr, { authenticators }: AccountSnapshot) {
  const resistant = authenticators.some((row) => TRAITS[row.kind].phishingResistant && !isSuspended(row));
  if (acr === 'phr' && !resistant && authenticators.some(({ kind }) => TRAITS[kind].role === 'primary'))
    return 'add-passkey';
  return standing === 'ask' ? 'prove' : 'set-up';
}

/** Two sealed halves are enough here and nowhere else: they are for the day on which nobody can prove more. */
function demand(acr: ConsoleAcr, freshSince: number | null, { proofs }: Session): Demand {
  if (emergencyAmong(proofs) !== undefined) return { acr: 'two-step', voluntary: false, freshSince, freshBy: 'any' };
  return { acr, voluntary: false, freshSince, freshBy: 'own' };
}
