import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import type { Transactor, Tx } from '../../../platform/kernel/tx.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { AccountWrites, InvitationStore } from '../../accounts/run/ports.ts';
import type { RaiseDeps } from '../../alerts/run/raise.ts';
import type { Auditor, EventInput } from '../../audit/run/write.ts';
import type { MailContent } from '../../mail/decide/message.ts';
import type { Passes } from '../../methods/method.ts';
import type { ActStore } from '../../organizations/run/ports.ts';
import type { Parties } from '../../roles/run/ports.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import type { Tries } from '../../throttling/run/tries.ts';
import type { AgentLimits } from '../decide/limits.ts';
import { STOP_LINK_LIFE_MS } from '../decide/reset-case.ts';
import type { AccountCuts, AgentResets, ResetCases, StopLinks } from './ports.ts';

/** All that recovery needs from outside. */
export interface RecoveryDeps extends RaiseDeps {
  readonly transactor: Transactor;
  readonly acts: ActStore;
  readonly accountWrites: Pick<AccountWrites, 'endAccess'>;
  readonly resetCases: ResetCases;
  readonly agentResets: AgentResets;
  readonly agentLimits: AgentLimits;
  readonly stopLinks: StopLinks;
  readonly accountCuts: AccountCuts;
  readonly invitations: Pick<InvitationStore, 'end'>;
  readonly parties: Parties;
  readonly reads: Pick<SignInReads, 'accountIdByAddress' | 'snapshot'>;
  readonly auditor: Auditor;
  readonly passes: Passes;
  readonly tries: Pick<Tries, 'clear'>;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** Records an event about an account in a running transaction. */
export function note(
  deps: RecoveryDeps,
  tx: Tx,
  { account, auditKeySealed }: AccountSnapshot,
  input: Pick<EventInput, 'name' | 'actor' | 'details' | 'source' | 'text'>,
): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ ...input, accountId: account.id, auditKeySealed }));
}

/** Mails the owner. */
export function tellOwner(deps: RecoveryDeps, tx: Tx, owner: AccountSnapshot, content: MailContent): Promise<void> {
  const { account, address } = owner;
  return deps.acts.mail(tx, {
    id: newId(deps.random),
    accountId: account.id,
    to: { name: account.name, address: address.address },
    locale: account.locale,
    content,
    createdAt: deps.clock.now(),
    notAfter: null,
  });
}

/** Mails the owner something with a link that stops the case. */
export async function tellOwnerWithStop(
  deps: RecoveryDeps,
  tx: Tx,
  owner: AccountSnapshot,
  caseId: string,
  content: (path: string) => MailContent,
): Promise<void> {
  const token = newToken(deps.random);
  const now = deps.clock.now();
  await deps.stopLinks.insert(tx, {
    id: newId(deps.random),
    tokenHash: sha256(token),
    accountId: owner.account.id,
    caseId,
    createdAt: now,
    expiresAt: now + STOP_LINK_LIFE_MS,
    usedAt: null,
  });
  await tellOwner(deps, tx, owner, content(`/stop/${token}`));
}
