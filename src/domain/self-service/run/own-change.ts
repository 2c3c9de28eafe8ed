import type { Clock } from '../../../platform/clock.ts';
import type { Sealing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import type { AuditDetails, AuditEvent, AuditName } from '../../audit/decide/event.ts';
import type { AuditTrail } from '../../audit/run/read.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { MailContent, Noticed } from '../../mail/decide/message.ts';
import type { Methods } from '../../methods/method.ts';
import type { SessionEnd } from '../../sessions/decide/session.ts';
import type { SessionStore } from '../../sessions/run/ports.ts';
import { type NoticeDeps, noticeOf } from '../../sign-in/run/notice.ts';
import type { SignInCommits, SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot, Change, Visitor } from '../../sign-in/run/records.ts';
import type { Entered, OwnSession } from './own-session.ts';
import type { KnownBrowsers } from './ports.ts';

/** Who is in, with the session and the account. */
export type OwnIn = Extract<Entered, { readonly outcome: 'in' }>;

/** Why nothing can be changed: nobody is in, a fresh proof comes first, or the owner stopped all changes until support lifts that. */
export type Barred =
  | Exclude<Entered, { readonly outcome: 'in' }>
  | { readonly outcome: 'prove' | 'frozen'; readonly entered: OwnIn };

/** How a change ended. `again`: other changes kept coming first. */
export type Changed<Refusal extends string> =
  | Barred
  | { readonly outcome: 'done' }
  | { readonly outcome: Refusal | 'again'; readonly entered: OwnIn };

/** What every use case of self-service needs from outside. */
export interface SelfServiceDeps {
  readonly ownSession: Pick<OwnSession, 'enter'>;
  readonly commits: Pick<SignInCommits, 'commit'>;
  readonly reads: Pick<SignInReads, 'device'>;
  readonly sessions: Pick<SessionStore, 'liveOf'>;
  readonly knownBrowsers: KnownBrowsers;
  readonly trail: Pick<AuditTrail, 'list'>;
  readonly methods: Methods;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** How often a change that lost a race is made anew from what is there then. */
const TURNS_MAX = 3;

/** Lets in whoever may change something now. */
export async function enterToChange(
  deps: Pick<SelfServiceDeps, 'ownSession'>,
  visitor: Visitor,
): Promise<Barred | OwnIn> {
  const entered = await deps.ownSession.enter(visitor);
  if (entered.outcome !== 'in') return entered;
  if (!entered.fresh) return { outcome: 'prove', entered };
  return entered.snapshot.account.setUpFrozenAt === null ? entered : { outcome: 'frozen', entered };
}

/** Makes one change as one transaction that needs this very session and an account that is not frozen. */
export async function change<Refusal extends string>(
  deps: SelfServiceDeps,
  visitor: Visitor,
  plan: (entered: OwnIn) => Promise<Change | Refusal | 'done'> | Change | Refusal | 'done',
): Promise<Changed<Refusal>> {
  let entered = await enterToChange(deps, visitor);
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    if (entered.outcome !== 'in') return entered;
    const planned = await plan(entered);
    if (planned === 'done') return { outcome: 'done' };
    if (typeof planned === 'string') return { outcome: planned, entered };
    const committed = await deps.commits.commit({
      requireSession: { sessionId: entered.session.id },
      requireFreeze: { accountId: entered.snapshot.account.id, since: null },
      ...planned,
    });
    if (committed === 'done') {
      if (planned.outbox !== undefined) deps.kickOutbox();
      return { outcome: 'done' };
    }
    entered = await enterToChange(deps, visitor);
  }
  return entered.outcome === 'in' ? { outcome: 'again', entered } : entered;
}

/** An audit row: the owner did it, from there. */
export function ownEvent(
  deps: Pick<SelfServiceDeps, 'auditor' | 'describeBrowser'>,
  { account, auditKeySealed }: AccountSnapshot,
  { source, userAgent }: Visitor,
  name: AuditName,
  details: AuditDetails,
): AuditEvent {
  return deps.auditor.event({
    name,
    accountId: account.id,
    actor: account.id,
    details,
    source,
    browser: deps.describeBrowser(userAgent),
    auditKeySealed,
  });
}

/** The mail that tells the owner, with its "this was not me" link. */
export function ownNotice(
  deps: NoticeDeps & Pick<SelfServiceDeps, 'clock'>,
  snapshot: AccountSnapshot,
  visitor: Visitor,
  content: (where: Noticed) => MailContent,
): Required<Pick<Change, 'addStopLinks' | 'outbox'>> {
  const { link, mail } = noticeOf(deps, snapshot, visitor, deps.clock.now(), content);
  return { addStopLinks: [link], outbox: [mail] };
}

/** Everything but this session ends with a factor (ASVS 7.4.3), mailed links for a new password as well. */
export function othersEnd(
  deps: Pick<SelfServiceDeps, 'auditor' | 'clock' | 'describeBrowser'>,
  { session, snapshot }: OwnIn,
  visitor: Visitor,
  reason: Extract<SessionEnd, 'factor-removed' | 'app-lost'> = 'factor-removed',
): Required<Pick<Change, 'endSessions' | 'endAttempts' | 'endPasswordLinks' | 'audit'>> {
  const accountId = snapshot.account.id;
  const at = deps.clock.now();
  return {
    endAttempts: { accountId, exceptId: null, at },
    endSessions: [{ accountId, exceptId: session.id, at, reason }],
    endPasswordLinks: { accountId, at },
    audit: [ownEvent(deps, snapshot, visitor, 'session.ended', { except: session.id, reason })],
  };
}
