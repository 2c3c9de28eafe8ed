import type { Clock } from '../../../platform/clock.ts';
import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { Passwords } from '../../methods/method.ts';
import { combineMandates, passwordPreset } from '../../organizations/decide/combine.ts';
import type { Membership, PasswordPreset } from '../../organizations/decide/mandate.ts';
import type { Refusal } from '../../organizations/run/refusal.ts';
import type { AuthenticatorRow } from '../../sign-in/run/records.ts';
import type { AccountId, AuthenticatorId } from '../decide/account.ts';
import type { PasswordHistory } from './ports.ts';

/** Whose password it is to be: its words are no password. `memberships` as they will be once it is set. */
export interface PasswordOwner {
  readonly name: string;
  readonly address: string;
  readonly memberships: readonly Membership[];
  /** An app or a passkey is bound: the password does not stand alone where no mandate holds. Absent: none is. */
  readonly hasPrimary?: boolean;
  /** Opens the secrets of earlier passwords that may not come again. Absent: there are none. */
  readonly earlier?: (preset: PasswordPreset) => Promise<readonly string[]>;
}

/** How many passwords may not come again, where an organization insists. */
const REMEMBERED = 6;

/**
 * The earlier passwords of an account that may not come again: the last six where an organization insists, and of
 * those everywhere the ones that somebody else may know.
 */
export function earlierOf(
  deps: { readonly history: PasswordHistory; readonly sealing: Sealing },
  accountId: AccountId,
): (preset: PasswordPreset) => Promise<readonly string[]> {
  return async (preset) =>
    (await deps.history.last(accountId, REMEMBERED))
      .filter((row) => preset === 'legacy' || row.compromisedAt !== undefined)
      .map((row) => deps.sealing.open(row.secretSealed, `authenticators/${row.id}/${accountId}`));
}

/** Whether the password is all that protects the account: no mandate holds, or its grace lets people in without set-up. */
export function standsAlone(memberships: readonly Membership[], now: EpochMs, hasPrimary = false): boolean {
  const mandate = combineMandates(memberships, now);
  return !hasPrimary && (mandate === null || mandate.grace !== null);
}

/** Checks a new password and hashes it into an authenticator's secret. Slow: never inside a transaction. */
export async function secretOf(
  deps: { readonly passwords: Passwords; readonly clock: Clock },
  owner: PasswordOwner,
  password: string,
): Promise<Result<string, Refusal>> {
  const alone = standsAlone(owner.memberships, deps.clock.now(), owner.hasPrimary);
  const context = [owner.name, owner.address, ...owner.memberships.map((one) => one.organization.name)];
  const preset = passwordPreset(owner.memberships);
  const problem = await deps.passwords.check(password, alone, context, preset);
  if (problem !== null) {
    return refused({ reason: 'password-refused', problem, minimum: deps.passwords.minimum(alone) });
  }
  const secrets = owner.earlier === undefined ? [] : await owner.earlier(preset);
  const among = await deps.passwords.isAmong(password, secrets);
  if (among.outcome === 'busy') return refused({ reason: 'busy', retryAfterMs: among.retryAfterMs });
  if (among.found) {
    return refused({ reason: 'password-refused', problem: 'reused', minimum: deps.passwords.minimum(alone) });
  }
  const made = await deps.passwords.secretFor(password);
  return made.outcome === 'made' ? ok(made.secret) : refused({ reason: 'busy', retryAfterMs: made.retryAfterMs });
}

/** The row of a new password, its secret sealed to row and account. */
export function passwordRow(
  deps: { readonly sealing: Sealing; readonly random: Random; readonly clock: Clock },
  accountId: AccountId,
  secret: string,
): AuthenticatorRow {
  const id = newId<AuthenticatorId>(deps.random);
  return {
    id,
    accountId,
    kind: 'password',
    externalId: null,
    label: '',
    secretSealed: deps.sealing.seal(secret, `authenticators/${id}/${accountId}`),
    version: 1,
    boundAt: deps.clock.now(),
    lastUsedAt: null,
    revokedAt: null,
  };
}
