import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountSnapshot, StopLink } from '../../sign-in/run/records.ts';
import { SET_UP_LIFE_MS } from '../decide/reset-case.ts';
import { note, type RecoveryDeps, tellOwner } from './deps.ts';
import type { Revoked } from './ports.ts';

/** What a stop did to the password: nothing, took one back that was just set, or it must be changed at the next sign-in. */
export type PasswordStopped = 'kept' | 'taken-back' | 'must-change';

/** "Stop the reset" and "This was not me". */
export interface Stops {
  /** What a link is about. Writes nothing: mail scanners follow links. `over`: used, expired or unknown. */
  look(
    token: string,
  ): Promise<{ readonly kind: 'ask'; readonly about: 'reset' | 'sign-in' } | { readonly kind: 'over' }>;
  /**
   * Ends sessions and attempts, stops every unfinished reset and voids its pass, removes authenticators that came after
   * what the mail tells of, a password too where it tells of a new one, and freezes set-up. Where it tells of
   * the right password, that one must be changed before it leads to a session. Works before and after a reset was carried out, also once set-up is
   * finished. A link works once.
   */
  stop(
    token: string,
    visitor: { readonly source: string },
  ): Promise<{ readonly outcome: 'stopped'; readonly password: PasswordStopped } | { readonly outcome: 'over' }>;
}

/** The links in mails. */
export function createStops(deps: RecoveryDeps): Stops {
  async function liveLink(token: string): Promise<StopLink | null> {
    const link = await deps.stopLinks.byTokenHash(sha256(token));
    return link === null || link.usedAt !== null || deps.clock.now() >= link.expiresAt ? null : link;
  }

  return {
    async look(token) {
      const link = await liveLink(token);
      return link === null ? { kind: 'over' } : { kind: 'ask', about: link.caseId === null ? 'sign-in' : 'reset' };
    },
    async stop(token, { source }) {
      const link = await liveLink(token);
      const owner = link === null ? null : await deps.reads.snapshot(link.accountId);
      if (link === null || owner === null) return { outcome: 'over' };
      const since = await suspectSince(deps, link);
      const stopped = await deps.transactor.transact((tx) => stopAll(deps, tx, link, owner, since, source));
      if (stopped === null) return { outcome: 'over' };
      deps.kickOutbox();
      return { outcome: 'stopped', password: stopped };
    },
  };
}

async function stopAll(
  deps: RecoveryDeps,
  tx: Tx,
  link: StopLink,
  owner: AccountSnapshot,
  since: EpochMs | null,
  source: string,
): Promise<PasswordStopped | null> {
  const at = deps.clock.now();
  if (!(await deps.stopLinks.use(tx, link.id, at))) return null;
  const id = owner.account.id;
  const say = (name: 'reset.vetoed' | 'session.ended' | 'set-up.frozen', details: Record<string, string | number>) =>
    note(deps, tx, owner, { name, actor: 'claimant', details: { linkId: link.id, ...details }, source });
  await deps.accountCuts.setFrozen(tx, id, at);
  for (const caseId of await deps.resetCases.veto(tx, id, link.caseId, at)) await say('reset.vetoed', { caseId });
  // The freeze first: a set-up that commits meanwhile waits for it and has lost. Attempts and sessions next: a set-up that is just finishing has then lost, or its authenticator is seen below.
  const ended = await deps.accountWrites.endAccess(tx, id, at, 'stopped');
  await say('session.ended', { reason: 'stopped', ...ended });
  if (since !== null) await revokeSince(deps, tx, owner, since, at);
  const password = await stopPassword(deps, tx, link, owner, at);
  await deps.accountCuts.forgetDevices(tx, id);
  await say('set-up.frozen', {});
  await tellOwner(deps, tx, owner, { kind: 'reset-stopped' });
  return password;
}

async function stopPassword(
  deps: RecoveryDeps,
  tx: Tx,
  link: StopLink,
  owner: AccountSnapshot,
  at: EpochMs,
): Promise<PasswordStopped> {
  const { id } = owner.account;
  const taken =
    link.passwordSince == null ? [] : await deps.accountCuts.revokePasswords(tx, id, link.passwordSince, at);
  for (const one of taken) await revoked(deps, tx, owner, one);
  if (taken.length > 0) return 'taken-back';
  const live = owner.authenticators.find(({ kind }) => kind === 'password');
  // One that was set since the mail is not the one that it tells of.
  if (link.passwordGiven !== true || live === undefined || live.boundAt > link.createdAt) return 'kept';
  await deps.accountCuts.markCompromised(tx, id, at);
  return 'must-change';
}

async function revokeSince(
  deps: RecoveryDeps,
  tx: Tx,
  owner: AccountSnapshot,
  since: EpochMs,
  at: EpochMs,
): Promise<void> {
  for (const one of await deps.accountCuts.revoke(tx, owner.account.id, since, at)) {
    await revoked(deps, tx, owner, one);
  }
}

function revoked(deps: RecoveryDeps, tx: Tx, owner: AccountSnapshot, one: Revoked): Promise<void> {
  const details = { authenticatorId: one.id, method: one.kind, reason: 'stopped' };
  return note(deps, tx, owner, { name: 'authenticator.revoked', actor: 'claimant', details });
}

/**
 * Authenticators bound from then on may be a stranger's, and freezing set-up would leave them to sign in with.
 * A reset that was not carried out gave nobody anything. Other mails tell of an act that just happened, or of the end of a set-up.
 */
async function suspectSince(deps: RecoveryDeps, link: StopLink): Promise<EpochMs | null> {
  if (link.caseId === null) return link.createdAt - SET_UP_LIFE_MS;
  return (await deps.resetCases.byId(link.caseId))?.carriedOutAt ?? null;
}
