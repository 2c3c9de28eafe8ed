import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Binding, NewBinding } from '../../methods/method.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../throttling/decide/rules.ts';
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

/** Whether an authenticator is out of use: its owner lost it, or too many wrong codes in a row were held against it. */
export function isSuspended({ suspendedAt = null, failures = 0 }: AuthenticatorRow): boolean {
  return suspendedAt !== null || failures >= AUTHENTICATOR_FAILURES_MAX;
}

/** The bindings that an answer may be held against: those in use. See {@link bindingsFor}. */
export function usableBindings(sealing: Sealing, snapshot: AccountSnapshot, method: MethodKind): readonly Binding[] {
  const authenticators = snapshot.authenticators.filter((row) => !isSuspended(row));
  return bindingsFor(sealing, { ...snapshot, authenticators }, method);
}

/**
 * The bindings a method checks an answer against. A pass or an invitation code is no authenticator of the account's own:
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
  return snapshot.authenticators.filter((row) => row.kind === method).map((row) => openBinding(sealing, row));
}

function passOf(snapshot: AccountSnapshot): { readonly hash: string; readonly expiresAt: EpochMs } | null {
  const reset = snapshot.reset;
  return reset === null || reset.passHash === null || reset.passExpiresAt === null
    ? null
    : { hash: reset.passHash, expiresAt: reset.passExpiresAt };
}
