import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Binding, NewBinding } from '../../methods/method.ts';
import type { AccountSnapshot, AuthenticatorRow } from './records.ts';

/** What a stored secret is bound to: moved to another row or account, it does not open. */
export function bindingContext(id: AuthenticatorId, accountId: AccountId): string {
  return `authenticators/${id}/${accountId}`;
}

/** Opens a stored authenticator for its method. */
export function openBinding(sealing: Sealing, row: AuthenticatorRow): Binding {
  return {
    id: row.id,
    externalId: row.externalId,
    label: row.label,
    secret: sealing.open(row.secretSealed, bindingContext(row.id, row.accountId)),
  };
}

/** A row for a new authenticator. */
export function newAuthenticator(
  deps: { readonly sealing: Sealing; readonly random: Random },
  accountId: AccountId,
  kind: MethodKind,
  binding: Pick<NewBinding, 'externalId' | 'label' | 'secret'>,
  now: EpochMs,
  id: AuthenticatorId = newId<AuthenticatorId>(deps.random),
): AuthenticatorRow {
  return {
    id,
    accountId,
    kind,
    externalId: binding.externalId,
    label: binding.label,
    secretSealed: deps.sealing.seal(binding.secret, bindingContext(id, accountId)),
    version: 1,
    boundAt: now,
    lastUsedAt: now,
    revokedAt: null,
  };
}

/** Whether its owner reported it lost. */
export function isSuspended({ suspendedAt }: Pick<AuthenticatorRow, 'suspendedAt'>): boolean {
  return (suspendedAt ?? null) !== null;
}

/** The row as it is after a use: `secret` undefined keeps the old one, null revokes. */
export function usedAuthenticator(
  sealing: Sealing,
  row: AuthenticatorRow,
  secret: string | null | undefined,
  now: EpochMs,
): AuthenticatorRow {
  return {
    ...row,
    version: row.version + 1,
    lastUsedAt: now,
    revokedAt: secret === null ? now : row.revokedAt,
    secretSealed:
      typeof secret === 'string' ? sealing.seal(secret, bindingContext(row.id, row.accountId)) : row.secretSealed,
  };
}

/**
 * The bindings a method checks an answer against: none that is suspended. A pass or an invitation code is no authenticator of the account's own:
 * its hash stands in.
 */
export function bindingsFor(sealing: Sealing, snapshot: AccountSnapshot, method: MethodKind): readonly Binding[] {
  const staffCode =
    method === 'one-time-pass' ? passOf(snapshot) : method === 'invitation-code' ? snapshot.invitationCode : null;
  if (staffCode !== null) {
    return [
      { id: method as string as AuthenticatorId, externalId: null, label: '', secret: JSON.stringify(staffCode) },
    ];
  }
  const working = snapshot.authenticators.filter((row) => row.kind === method && !isSuspended(row));
  return working.map((row) => openBinding(sealing, row));
}

function passOf(snapshot: AccountSnapshot): { readonly hash: string; readonly expiresAt: EpochMs } | null {
  const reset = snapshot.reset;
  return reset === null || reset.passHash === null || reset.passExpiresAt === null
    ? null
    : { hash: reset.passHash, expiresAt: reset.passExpiresAt };
}
