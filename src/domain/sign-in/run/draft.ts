import type { EpochMs } from '../../../platform/kernel/time.ts';
import { newId } from '../../../platform/random.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { MailContent, Noticed, OutboxMessage } from '../../mail/decide/message.ts';
import type { Proof } from '../decide/facts.ts';
import type { SignInDeps } from './deps.ts';
import type { Loaded } from './load-facts.ts';
import { noticeOf } from './notice.ts';
import type { AccountSnapshot, Attempt, AuthenticatorRow, Change, Pending, StopLink, Visitor } from './records.ts';

/**
 * An answer being worked in: what the attempt and its account will look like, and the one change that makes it so.
 * The core decides the next step from the draft before anything is stored.
 */
export interface Draft {
  readonly loaded: Loaded;
  readonly visitor: Visitor;
  readonly pending: Pending;
  /** What this browser's device cookie will lead to: a passkey made or used here, or when to ask again. */
  readonly trust: { readonly passkeyId: AuthenticatorId | null; readonly offerTrustAgainAt: EpochMs | null } | null;
  readonly change: Change;
}

/** An account's part of a draft that knows its account. */
export function snapshotOf(draft: Draft): AccountSnapshot {
  if (draft.loaded.snapshot === null) throw new Error('an answer after the password without an account');
  return draft.loaded.snapshot;
}

/** A draft that moves the attempt's version and nothing else. */
export function openDraft(deps: SignInDeps, loaded: Loaded, visitor: Visitor): Draft {
  return {
    loaded: { ...loaded, attempt: { ...loaded.attempt, platformAuthenticator: visitor.platformAuthenticator } },
    visitor,
    pending: openPending(deps, loaded.attempt),
    trust: null,
    change: { audit: [] },
  };
}

/** Changes the attempt. */
export function withAttempt(draft: Draft, patch: Partial<Attempt>): Draft {
  return { ...draft, loaded: { ...draft.loaded, attempt: { ...draft.loaded.attempt, ...patch } } };
}

/** Adds a proof. */
export function withProof(draft: Draft, proof: Proof): Draft {
  const { attempt, lane } = draft.loaded;
  return withAttempt(draft, { proofs: [...attempt.proofs, proof], chosen: null, lane });
}

/** Adds anything else to the change. Lists are appended to. */
export function withChange(draft: Draft, more: Partial<Change>): Draft {
  const { change } = draft;
  return {
    ...draft,
    change: {
      ...change,
      ...more,
      ...appended('addAuthenticators', change, more),
      ...appended('swapAuthenticators', change, more),
      ...appended('endSessions', change, more),
      ...appended('addStopLinks', change, more),
      ...appended('outbox', change, more),
      ...appended('audit', change, more),
      ...(change.account && more.account ? { account: { ...change.account, ...more.account } } : {}),
    },
  };
}

type ListKey = 'addAuthenticators' | 'swapAuthenticators' | 'endSessions' | 'addStopLinks' | 'outbox' | 'audit';

function appended(key: ListKey, before: Change, more: Partial<Change>): Partial<Change> {
  if (more[key] === undefined) return {};
  return { [key]: [...(before[key] ?? []), ...more[key]] };
}

/** Adds a new authenticator, to the account as the core sees it and to the change. */
export function withNewAuthenticator(draft: Draft, row: AuthenticatorRow): Draft {
  const snapshot = snapshotOf(draft);
  return withChange(withSnapshot(draft, { ...snapshot, authenticators: [...snapshot.authenticators, row] }), {
    addAuthenticators: [row],
    requireFreeze: { accountId: row.accountId, since: snapshot.account.setUpFrozenAt },
  });
}

/** Moves a stored authenticator on; a revoked one leaves the account. */
export function withUsedAuthenticator(draft: Draft, before: AuthenticatorRow, next: AuthenticatorRow): Draft {
  const snapshot = snapshotOf(draft);
  const others = snapshot.authenticators.filter((row) => row.id !== before.id);
  return withChange(
    withSnapshot(draft, { ...snapshot, authenticators: next.revokedAt === null ? [...others, next] : others }),
    { swapAuthenticators: [{ fromVersion: before.version, next }] },
  );
}

/** Changes the account as the core sees it. */
export function withSnapshot(draft: Draft, snapshot: AccountSnapshot): Draft {
  return { ...draft, loaded: { ...draft.loaded, snapshot } };
}

/** Adds an audit row about the attempt. */
export function withAudit(deps: SignInDeps, draft: Draft, name: AuditName, details: AuditDetails = {}): Draft {
  const { attempt, snapshot } = draft.loaded;
  const event = deps.auditor.event({
    name,
    accountId: snapshot?.account.id ?? null,
    actor: 'claimant',
    attemptId: attempt.id,
    details,
    source: draft.visitor.source,
    browser: deps.describeBrowser(draft.visitor.userAgent),
    ...(snapshot === null ? {} : { auditKeySealed: snapshot.auditKeySealed }),
  });
  return withChange(draft, { audit: [event] });
}

/** Mails the account's owner. */
export function withMail(
  deps: SignInDeps,
  draft: Draft,
  content: MailContent,
  notAfter: EpochMs | null = null,
  id: string = newId(deps.random),
): Draft {
  const { account, address } = snapshotOf(draft);
  return withChange(draft, {
    outbox: [
      {
        id,
        accountId: account.id,
        to: { name: account.name, address: address.address },
        locale: account.locale,
        content,
        createdAt: draft.loaded.now,
        notAfter,
      },
    ],
  });
}

/** Mails a notice with a "this was not me" link. See their types for what else may be said of them. */
export function withNotice(
  deps: SignInDeps,
  draft: Draft,
  content: (where: Noticed) => MailContent,
  { cause, ...more }: Pick<OutboxMessage, 'cause'> & Pick<StopLink, 'passwordSince' | 'passwordGiven'> = {},
): Draft {
  const { link, mail } = noticeOf(deps, snapshotOf(draft), draft.visitor, draft.loaded.now, content, more);
  return withChange(draft, { addStopLinks: [link], outbox: [cause === undefined ? mail : { ...mail, cause }] });
}

/** Whether this attempt was given the right password: a passkey may have come first. */
export function passwordGiven({ loaded }: Draft): boolean {
  return loaded.attempt.proofs.some(({ method }) => method === 'password');
}

/** What the attempt keeps sealed. */
export function openPending(deps: Pick<SignInDeps, 'sealing'>, attempt: Attempt): Pending {
  return attempt.pendingSealed === null
    ? {}
    : (JSON.parse(deps.sealing.open(attempt.pendingSealed, pendingContext(attempt.id))) as Pending);
}

/** The attempt to store: version moved, pending secrets sealed. */
export function attemptToStore(deps: SignInDeps, draft: Draft, fromVersion: number): Attempt {
  const empty = Object.values(draft.pending).every((value) => value === undefined);
  return {
    ...draft.loaded.attempt,
    version: fromVersion + 1,
    pendingSealed: empty
      ? null
      : deps.sealing.seal(JSON.stringify(draft.pending), pendingContext(draft.loaded.attempt.id)),
  };
}

function pendingContext(attemptId: string): string {
  return `attempts/${attemptId}/pending`;
}
