import type { AccountId } from '../../accounts/decide/account.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { Session } from '../decide/session.ts';

/** Whose session it is, and the key that is erased with them. */
interface Owner {
  readonly account: { readonly id: AccountId };
  readonly auditKeySealed: string;
}

/** Seals the network address that a session begins at, so that it becomes unreadable with its account. */
export function sealSource(
  auditor: Pick<Auditor, 'sealFor'>,
  { account, auditKeySealed }: Owner,
  attemptId: string,
  source: string,
): string {
  return auditor.sealFor(account.id, auditKeySealed, source, contextOf(attemptId));
}

/** Opens what {@link sealSource} sealed; null where none was kept, or where it was changed: the list of sessions must not fail. */
export function openSource(
  auditor: Pick<Auditor, 'openFor'>,
  { account, auditKeySealed }: Owner,
  { attemptId, sourceSealed }: Pick<Session, 'attemptId' | 'sourceSealed'>,
): string | null {
  if (sourceSealed === null) return null;
  try {
    return auditor.openFor(account.id, auditKeySealed, sourceSealed, contextOf(attemptId));
  } catch {
    return null;
  }
}

/** An attempt makes one session at most. */
function contextOf(attemptId: string): string {
  return `sessions/of/${attemptId}/source`;
}
