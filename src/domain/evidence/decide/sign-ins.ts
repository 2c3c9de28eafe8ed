import { DAY_MS, type EpochMs, WEEK_MS } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import { METHOD_KINDS, type MethodKind, TRAITS } from '../../methods/decide/traits.ts';

/** Why an answer at a sign-in was not taken: it was wrong, it came too late, or too many were tried before it. */
export const FAILURES = ['wrong', 'expired', 'held-off'] as const;

/** All that is counted of sign-ins. */
export const SIGN_IN_OUTCOMES = ['started', ...FAILURES] as const;

/** What a row of the trail tells of a sign-in. */
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

/** How often one thing happened at sign-ins of an organization's members in one week. */
export interface SignInCount {
  readonly organizationId: OrganizationId;
  /** When the week began. */
  readonly week: EpochMs;
  readonly outcome: SignInOutcome;
  /** The combination that opened a session, or the one method that failed; none: the row does not say. */
  readonly methods: readonly MethodKind[];
  readonly count: number;
}

/** Where somebody belongs, and since when. */
export interface Belonging {
  readonly organizationId: OrganizationId;
  readonly acceptedAt: EpochMs;
}

/** The first Monday: the epoch began on a Thursday. */
const MONDAY_MS = 4 * DAY_MS;

/** How many weeks are counted and shown, this one among them. */
export const SIGN_IN_WEEKS = 12;

/** When the week of a moment began: on a Monday, in UTC. */
export function weekOf(at: EpochMs): EpochMs {
  return at - ((at - MONDAY_MS) % WEEK_MS);
}

/** The beginnings of the weeks that are counted, oldest first. */
export function countedWeeks(now: EpochMs): readonly EpochMs[] {
  return Array.from({ length: SIGN_IN_WEEKS }, (_, at) => weekOf(now) - (SIGN_IN_WEEKS - 1 - at) * WEEK_MS);
}

/**
 * Counts what rows tell of sign-ins since a moment, for each organization that the person belonged to by then: somebody
 * in two counts in both.
 */
export function countSignIns(
  events: readonly AuditEvent[],
  belongings: ReadonlyMap<AccountId, readonly Belonging[]>,
  since: EpochMs,
): readonly SignInCount[] {
  const counts = new Map<string, SignInCount>();
  for (const event of events) {
    const told = event.at < since ? null : toldBy(event);
    const places = told === null || event.accountId === null ? [] : (belongings.get(event.accountId) ?? []);
    for (const { organizationId, acceptedAt } of places) {
      if (told === null || acceptedAt > event.at) continue;
      const one = { organizationId, week: weekOf(event.at), ...told };
      const key = JSON.stringify(one);
      counts.set(key, { ...one, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()];
}

/** What a row tells of a sign-in; null: nothing. */
export function toldBy({
  name,
  details,
}: Pick<AuditEvent, 'name' | 'details'>): Pick<SignInCount, 'outcome' | 'methods'> | null {
  switch (name) {
    case 'session.started':
      return { outcome: 'started', methods: methodsBehind(details['amr']) };
    case 'password.bad':
      // Within a session it was asked for by a change of the password: that is no sign-in.
      return 'session' in details ? null : { outcome: 'wrong', methods: ['password'] };
    case 'password.throttled':
      return { outcome: 'held-off', methods: ['password'] };
    case 'proof.bad':
      return {
        outcome: details['reason'] === 'expired' ? 'expired' : 'wrong',
        methods: methodNamed(details['method']),
      };
    case 'proof.throttled':
      return { outcome: 'held-off', methods: methodNamed(details['method']) };
    default:
      return null;
  }
}

/** The methods whose `amr` values a session has, in the order of their list. */
function methodsBehind(amr: unknown): readonly MethodKind[] {
  const values = typeof amr === 'string' ? amr.split(' ') : [];
  return METHOD_KINDS.filter((kind) => {
    const own = TRAITS[kind].amr;
    return own.length > 0 && own.every((value) => values.includes(value));
  });
}

function methodNamed(name: unknown): readonly MethodKind[] {
  return METHOD_KINDS.filter((kind) => kind === name);
}
