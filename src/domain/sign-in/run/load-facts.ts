import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { METHOD_KINDS, type MethodKind, type PasswordStanding } from '../../methods/decide/traits.ts';
import { combineMandates, organizationsDisabledAt } from '../../organizations/decide/combine.ts';
import { type LaneName, laneOf, proofRules } from '../../throttling/decide/known.ts';
import { standing } from '../../throttling/decide/reserve.ts';
import type { Lane } from '../../throttling/run/ports.ts';
import type { AccountFacts, Facts } from '../decide/facts.ts';
import { isSuspended, openBinding } from './bindings.ts';
import type { SignInDeps } from './deps.ts';
import type { AccountSnapshot, Attempt, Device, Visitor } from './records.ts';

/** An attempt with all that is known around it. `snapshot` stays null until a password was proved or is being checked. */
export interface Loaded {
  readonly attempt: Attempt;
  readonly snapshot: AccountSnapshot | null;
  readonly device: Device | null;
  readonly sharedWorkstation: boolean;
  /** Whether the account knows this browser; stays what it was at the first proof. */
  readonly lane: LaneName;
  readonly proofLane: Lane | null;
  /** Which rule the current password meets. */
  readonly passwordMeets: PasswordStanding;
  readonly now: EpochMs;
}

/** Takes the place of an unknown account, so that both cost the same look-ups. */
export const NOBODY = 'nobody' as AccountId;

/**
 * Loads what surrounds an attempt. Before a password was proved nothing of the account is read,
 * so a known and an unknown address cannot differ.
 */
export async function load(deps: SignInDeps, attempt: Attempt, visitor: Visitor): Promise<Loaded> {
  const now = deps.clock.now();
  const { sharedWorkstation = false } = visitor;
  if (attempt.proofs.length === 0) {
    const nobody = { snapshot: null, device: null, lane: 'unknown', proofLane: null, passwordMeets: 'alone' } as const;
    return { attempt, sharedWorkstation, ...nobody, now };
  }
  return loadAccount(deps, attempt, visitor);
}

/** Loads the account as well: to check a password, or after one was proved. */
export async function loadAccount(deps: SignInDeps, attempt: Attempt, visitor: Visitor): Promise<Loaded> {
  const now = deps.clock.now();
  const accountId = attempt.accountId ?? NOBODY;
  const [snapshot, device] = await Promise.all([
    deps.reads.snapshot(accountId),
    visitor.deviceToken === null ? null : deps.reads.device(sha256(visitor.deviceToken), accountId),
  ]);
  const lane = attempt.proofs.length === 0 ? laneOf(device, now) : (attempt.lane ?? 'unknown');
  const proofLane = await deps.lanes.load(proofLaneKey(accountId, lane));
  if (snapshot === null) standIn(deps, attempt);
  const meets = passwordMeets(deps, snapshot);
  const { sharedWorkstation = false } = visitor;
  return { attempt, snapshot, device, sharedWorkstation, lane, proofLane, passwordMeets: meets, now };
}

/** What is opened of an account to check its password: the password twice, and the key of its audit text. */
const OPENED = 3;
const AS_LONG_AS_A_PASSWORD = '0'.repeat(180);

/** Where nobody has the address, as much is sealed as would be opened: the time of an answer must not tell (S3). */
function standIn(deps: Pick<SignInDeps, 'sealing'>, attempt: Attempt): void {
  for (let opened = 0; opened < OPENED; opened++)
    deps.sealing.seal(AS_LONG_AS_A_PASSWORD, `attempts/${attempt.id}/nobody`);
}

/** The lane of second-factor tries, over all attempts of an account. */
export function proofLaneKey(accountId: AccountId, lane: LaneName): string {
  return lane === 'known' ? `proof:${accountId}:known` : `proof:${accountId}`;
}

/** The lane of password tries. An address nobody has is counted the same way, by its HMAC. */
export function passwordLaneKey(attempt: Attempt, lane: LaneName): string {
  const whose = `password:${attempt.accountId ?? attempt.addressMac ?? attempt.id}`;
  return lane === 'known' ? `${whose}:known` : whose;
}

/** What the core decides from. */
export function factsOf(loaded: Loaded): Facts {
  const { attempt, snapshot, device, proofLane, now } = loaded;
  const passkeys = snapshot?.authenticators.filter((row) => row.kind === 'passkey') ?? [];
  return {
    now,
    attempt: {
      expiresAt: attempt.expiresAt,
      endedAt: attempt.endedAt,
      proofs: attempt.proofs,
      chosen: attempt.chosen,
      triesTaken: proofLane?.tries.filter((taken) => taken.attemptId === attempt.id).length ?? 0,
      appKept: attempt.appKept,
      trustAnsweredAt: attempt.trustAnsweredAt,
      setUpPostponedAt: attempt.setUpPostponedAt,
      demandedAcr: attempt.demandedAcr,
      demandVoluntary: attempt.demandVoluntary,
      freshSince: attempt.freshSince,
      freshBy: attempt.freshBy,
    },
    browser: {
      platformAuthenticator: attempt.platformAuthenticator,
      sharedWorkstation: loaded.sharedWorkstation,
      trustedPasskeyIds: passkeys.filter((row) => row.id === device?.passkeyId).map((row) => row.id),
      offerTrustAgainAt: device?.offerTrustAgainAt ?? null,
    },
    account: snapshot === null ? decoyFacts(attempt) : accountFacts(loaded, snapshot, attempt.passwordWaitUntil),
  };
}

/** Facts of an account, for any of the questions that the core answers. */
export function accountFacts(
  loaded: Pick<Loaded, 'lane' | 'proofLane' | 'passwordMeets' | 'now'>,
  snapshot: AccountSnapshot,
  passwordWaitUntil: EpochMs | null,
): AccountFacts {
  const { account, reset } = snapshot;
  const { now } = loaded;
  return {
    createdAt: account.createdAt,
    disabledAt: account.disabledAt ?? organizationsDisabledAt(snapshot.memberships),
    lastSignInAt: account.lastSignInAt,
    preferredMethod: knownMethod(account.preferredMethod),
    authenticators: snapshot.authenticators.map((row) => ({
      id: row.id,
      method: row.kind,
      boundAt: row.boundAt,
      lastUsedAt: row.lastUsedAt,
      ...(isSuspended(row) ? { suspended: true } : {}),
    })),
    addressConfirmed: snapshot.address.confirmedAt !== null,
    passwordResetByMailAt: account.passwordResetByMailAt,
    invitationCodeLive: snapshot.invitationCode !== null && snapshot.invitationCode.expiresAt > now,
    setUpFrozenAt: account.setUpFrozenAt,
    reset:
      reset === null
        ? null
        : {
            carriedOutAt: reset.carriedOutAt,
            passLive: reset.passHash !== null && reset.passExpiresAt !== null && reset.passExpiresAt > now,
          },
    passwordMeets: loaded.passwordMeets,
    mandate: combineMandates(snapshot.memberships, now),
    passwordLane: { closedUntil: passwordWaitUntil },
    proofLane:
      loaded.proofLane === null
        ? { closedUntil: null }
        : standing(loaded.proofLane.tries, proofRules(loaded.lane), now),
  };
}

/** What stands in for an account before a password was proved: the same for a known and an unknown address. */
function decoyFacts(attempt: Attempt): AccountFacts {
  return {
    createdAt: attempt.createdAt,
    disabledAt: null,
    lastSignInAt: null,
    preferredMethod: null,
    authenticators: [],
    addressConfirmed: false,
    passwordResetByMailAt: null,
    invitationCodeLive: false,
    setUpFrozenAt: null,
    reset: null,
    passwordMeets: 'alone',
    mandate: null,
    passwordLane: { closedUntil: null },
    proofLane: { closedUntil: null },
  };
}

/** Which rule the current password meets; see `Passwords.meets`. None, where somebody else may know it. */
export function passwordMeets(
  deps: Pick<SignInDeps, 'methods' | 'sealing'>,
  snapshot: AccountSnapshot | null,
): PasswordStanding {
  const row = snapshot?.authenticators.find((one) => one.kind === 'password');
  if (row?.compromisedAt !== undefined) return 'nothing';
  return row === undefined ? 'alone' : deps.methods.passwords.meets(openBinding(deps.sealing, row).secret);
}

function knownMethod(text: string | null): MethodKind | null {
  return METHOD_KINDS.find((kind) => kind === text) ?? null;
}
