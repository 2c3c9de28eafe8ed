import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { isSuspended } from './bindings.ts';
import { accepted, type Check, STALE } from './checked.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, snapshotOf, withAudit, withChange, withNotice, withUsedAuthenticator } from './draft.ts';
import type { AccountSnapshot, Change } from './records.ts';

/** The swaps that suspend every app of an account that works; none where there is none. */
export function suspended(snapshot: AccountSnapshot, at: EpochMs): NonNullable<Change['swapAuthenticators']> {
  return snapshot.authenticators
    .filter((row) => row.kind === 'totp' && !isSuspended(row))
    .map((row) => ({ fromVersion: row.version, next: { ...row, version: row.version + 1, suspendedAt: at } }))
    .toSorted((left, right) => (left.next.id < right.next.id ? -1 : 1));
}

/** What the mail calls the apps that are suspended. */
export function namesOf({ authenticators }: AccountSnapshot): string {
  const apps = authenticators.filter((row) => row.kind === 'totp' && !isSuspended(row));
  return apps.map(({ label }) => label).join(', ');
}

/**
 * "I lost my phone", by somebody who has proved one factor (SP 800-63B-4 §4.3, §4.5): the app rests, and nobody gains
 * anything. It stays bound, so that no set-up opens for a thief who knows the password.
 */
export const checkAppLost: Check<'app-lost'> = async (deps, draft, step) => {
  if (step.kind !== 'ask-proof' || !step.choices.includes('totp')) return STALE;
  const snapshot = snapshotOf(draft);
  const resting = suspended(snapshot, draft.loaded.now).reduce(
    (suspending, { fromVersion, next }) =>
      withAudit(
        deps,
        withUsedAuthenticator(suspending, { ...next, version: fromVersion }, next),
        'authenticator.suspended',
        { method: next.kind, authenticator: next.id, reason: 'reported' },
      ),
    draft,
  );
  const what = namesOf(snapshot);
  const told = withNotice(deps, resting, (where) => ({ kind: 'authenticator-suspended', what, why: 'lost', ...where }));
  return accepted(withChange(told, await ended(deps, draft)));
};

/** The phone may hold sessions as well, and have asked for a new password. The one that this attempt goes on from is not on it. */
async function ended(deps: SignInDeps, { loaded, visitor }: Draft): Promise<Change> {
  const { attempt, now } = loaded;
  const { sessionToken } = visitor;
  const accountId = attempt.accountId;
  if (accountId === null) throw new Error('an app of nobody');
  const own = sessionToken === null ? null : await deps.sessions.byTokenHash(sha256(sessionToken));
  const exceptId = own?.accountId === accountId ? own.id : null;
  return {
    endAttempts: { accountId, exceptId: attempt.id, at: now },
    endSessions: [{ accountId, exceptId, at: now, reason: 'app-lost' }],
    endPasswordLinks: { accountId, at: now },
    audit: [],
  };
}
