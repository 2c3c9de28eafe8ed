import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Sealing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import { earlierOf, type PasswordOwner, passwordRow, secretOf, standsAlone } from '../../accounts/run/password.ts';
import type { PasswordHistory } from '../../accounts/run/ports.ts';
import type { AuditDetails, AuditEvent, AuditName } from '../../audit/decide/event.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { Noticed } from '../../mail/decide/message.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import type { Methods, PasswordProblem } from '../../methods/method.ts';
import type { Session } from '../../sessions/decide/session.ts';
import { bindingsFor, usedAuthenticator } from '../../sign-in/run/bindings.ts';
import { proofLaneKey } from '../../sign-in/run/load-facts.ts';
import { noticeOf } from '../../sign-in/run/notice.ts';
import type { SignInCommits } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot, AuthenticatorRow, Change, Visitor } from '../../sign-in/run/records.ts';
import { PASSWORD_LANE } from '../../throttling/decide/rules.ts';
import type { Tries } from '../../throttling/run/tries.ts';
import type { Entered, OwnSession } from './own-session.ts';

type In = Extract<Entered, { readonly outcome: 'in' }>;
type Outside = Exclude<Entered, { readonly outcome: 'in' }>;

/** What the page of one's own password shows. */
export type OwnPassword =
  | Outside
  | {
      readonly outcome: 'in';
      readonly snapshot: AccountSnapshot;
      /** False: a proof comes first. */
      readonly fresh: boolean;
      /** Fewest characters. */
      readonly minimum: number;
    };

/** What a change led to. `again`: something else changed at the same moment; look once more. */
export type PasswordChanged =
  | Outside
  | { readonly outcome: 'changed'; readonly snapshot: AccountSnapshot }
  | { readonly outcome: 'prove' | 'frozen' | 'current-wrong' | 'again' }
  | { readonly outcome: 'throttled'; readonly until: EpochMs }
  | { readonly outcome: 'refused'; readonly reason: PasswordProblem }
  | { readonly outcome: 'busy'; readonly retryAfterMs: number };

/** Changing one's own password: on a fresh proof, and the current password as well (ASVS 6.2.3). */
export interface OwnPasswords {
  look(visitor: Visitor): Promise<OwnPassword>;
  /** Ends the account's other sessions, its attempts and its mailed links, and tells the owner. */
  change(visitor: Visitor, current: string, next: string): Promise<PasswordChanged>;
}

/** What it needs from outside. */
export interface OwnPasswordsDeps {
  readonly ownSession: Pick<OwnSession, 'enter'>;
  readonly commits: Pick<SignInCommits, 'commit'>;
  readonly passwordHistory: PasswordHistory;
  readonly methods: Pick<Methods, 'byKind' | 'passwords'>;
  readonly tries: Pick<Tries, 'take' | 'giveBackLast' | 'clear'>;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** One's own password. */
export function createOwnPasswords(deps: OwnPasswordsDeps): OwnPasswords {
  return {
    async look(visitor) {
      const entered = await deps.ownSession.enter(visitor);
      if (entered.outcome !== 'in') return entered;
      const { snapshot, fresh } = entered;
      const { memberships, hasPrimary } = ownerOf(snapshot);
      const alone = standsAlone(memberships, deps.clock.now(), hasPrimary);
      return { outcome: 'in', snapshot, fresh, minimum: deps.methods.passwords.minimum(alone) };
    },
    async change(visitor, current, next) {
      const entered = await deps.ownSession.enter(visitor);
      if (entered.outcome !== 'in') return entered;
      if (!entered.fresh) return { outcome: 'prove' };
      if (entered.snapshot.account.setUpFrozenAt !== null) return { outcome: 'frozen' };
      return (await checkCurrent(deps, entered, visitor, current)) ?? replace(deps, entered, visitor, next);
    },
  };
}

/** Null: it is the current one. In a lane of its own, so that whoever guesses here keeps nobody from signing in. */
async function checkCurrent(
  deps: OwnPasswordsDeps,
  { session, snapshot }: In,
  visitor: Visitor,
  password: string,
): Promise<PasswordChanged | null> {
  const accountId = snapshot.account.id;
  const now = deps.clock.now();
  const lane = `own-password:${accountId}`;
  const taken = await deps.tries.take(lane, PASSWORD_LANE, session.attemptId, now);
  const until = taken.outcome === 'closed' ? taken.until : taken.waitUntil;
  if (until !== null) return { outcome: 'throttled', until };
  const of = { accountId, attemptId: session.attemptId, attemptVersion: 0 };
  const ceremony = { ...of, purpose: 'prove', now, lane: 'known' } as const;
  const bindings = bindingsFor(deps.sealing, snapshot, 'password');
  const verdict = await deps.methods.byKind.password.verify(ceremony, { password }, bindings, null);
  if (verdict.outcome === 'rejected') {
    await deps.commits.commit({ audit: [event(deps, snapshot, visitor, 'password.bad', { session: session.id })] });
    return { outcome: 'current-wrong' };
  }
  await deps.tries.giveBackLast(lane, session.attemptId);
  return verdict.outcome === 'busy' ? verdict : null;
}

async function replace(
  deps: OwnPasswordsDeps,
  { session, snapshot }: In,
  visitor: Visitor,
  password: string,
): Promise<PasswordChanged> {
  const earlier = earlierOf({ ...deps, history: deps.passwordHistory }, snapshot.account.id);
  const whose = { ...ownerOf(snapshot), earlier };
  const secret = await secretOf({ ...deps, passwords: deps.methods.passwords }, whose, password);
  if (!secret.ok) {
    const { error } = secret;
    if (error.reason === 'busy') return { outcome: 'busy', retryAfterMs: error.retryAfterMs };
    if (error.reason !== 'password-refused') throw new Error(`a new password was refused: ${error.reason}`);
    return { outcome: 'refused', reason: error.problem };
  }
  const row = passwordRow(deps, snapshot.account.id, secret.value);
  if ((await deps.commits.commit(changeOf(deps, snapshot, session, visitor, row))) !== 'done') {
    return { outcome: 'again' };
  }
  // Whoever guessed at the second step knew the old password.
  await deps.tries.clear(proofLaneKey(snapshot.account.id, 'unknown'));
  deps.kickOutbox();
  return { outcome: 'changed', snapshot };
}

function changeOf(
  deps: OwnPasswordsDeps,
  snapshot: AccountSnapshot,
  session: Session,
  visitor: Visitor,
  row: AuthenticatorRow,
): Change {
  const accountId = snapshot.account.id;
  const at = row.boundAt;
  const reason = 'password-changed';
  const replaced = snapshot.authenticators.filter((one) => one.kind === 'password');
  return {
    requireSession: { sessionId: session.id },
    requireFreeze: { accountId, since: snapshot.account.setUpFrozenAt },
    swapAuthenticators: replaced.map((one) => ({
      fromVersion: one.version,
      next: usedAuthenticator(deps.sealing, one, null, at),
    })),
    addAuthenticators: [row],
    endAttempts: { accountId, exceptId: null, at },
    endSessions: [{ accountId, exceptId: session.id, at, reason }],
    endPasswordLinks: { accountId, at },
    burnDevices: { accountId, exceptTokenHash: cookieHash(visitor) },
    ...told(deps, snapshot, visitor, at),
    audit: [
      event(deps, snapshot, visitor, 'password.changed', { session: session.id, authenticator: row.id }),
      event(deps, snapshot, visitor, 'session.ended', { except: session.id, reason }),
    ],
  };
}

/** Of the device cookie of the browser that stays known (T2). */
function cookieHash({ deviceToken }: Visitor): string | null {
  return deviceToken === null ? null : sha256(deviceToken);
}

/** The mail whose link takes the new password back. */
function told(deps: OwnPasswordsDeps, snapshot: AccountSnapshot, visitor: Visitor, at: EpochMs) {
  const content = (where: Noticed) => ({ kind: 'password-changed', ...where }) as const;
  const { link, mail } = noticeOf(deps, snapshot, visitor, at, content, { passwordSince: at });
  return { addStopLinks: [link], outbox: [mail] };
}

function ownerOf({ account, address, memberships, authenticators }: AccountSnapshot): PasswordOwner {
  const hasPrimary = authenticators.some((row) => TRAITS[row.kind].role === 'primary');
  return { name: account.name, address: address.address, memberships, hasPrimary };
}

function event(
  deps: OwnPasswordsDeps,
  { account, auditKeySealed }: AccountSnapshot,
  { source }: Visitor,
  name: AuditName,
  details: AuditDetails,
): AuditEvent {
  return deps.auditor.event({ name, accountId: account.id, actor: account.id, details, source, auditKeySealed });
}
