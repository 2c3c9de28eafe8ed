import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { describePasskey } from '../../methods/passkey/view.ts';
import { combineMandates } from '../../organizations/decide/combine.ts';
import { isSuspended, openBinding } from '../../sign-in/run/bindings.ts';
import type { AuthenticatorRow, Change, Visitor } from '../../sign-in/run/records.ts';
import { labelOf } from '../decide/label.ts';
import { type Removal, removal } from '../decide/removal.ts';
import {
  type Barred,
  type Changed,
  change,
  enterToChange,
  type OwnIn,
  othersEnd,
  ownEvent,
  ownNotice,
  type SelfServiceDeps,
} from './own-change.ts';

/** One of a person's own apps or passkeys. */
export interface OwnMethod {
  readonly id: AuthenticatorId;
  readonly kind: 'totp' | 'passkey';
  readonly label: string;
  readonly boundAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
  /** A passkey that may be copied to the owner's other devices. */
  readonly maySync: boolean;
  /** Who keeps the passkey ("iCloud Keychain"); null: unknown, or an app. */
  readonly provider: string | null;
  /** Made or used in the browser that asks. */
  readonly here: boolean;
  /** The last one that a mandate accepts: it is replaced, not removed. */
  readonly needed: boolean;
  /** It proves nothing now. */
  readonly suspended: boolean;
  /** Because its owner reported it lost: it works again once they say so. */
  readonly lost: boolean;
}

/** Naming and removing apps and passkeys. */
export interface OwnMethods {
  look(
    visitor: Visitor,
    id: string,
  ): Promise<
    | Barred
    | { readonly outcome: 'gone'; readonly entered: OwnIn }
    | { readonly outcome: 'found'; readonly entered: OwnIn; readonly method: OwnMethod }
  >;
  /** `label`: nothing is left of the name, or too much. */
  rename(visitor: Visitor, id: string, typed: string): Promise<Changed<'gone' | 'label'>>;
  /** Ends the account's other sessions and tells the owner. `needed`: a mandate needs it. */
  remove(visitor: Visitor, id: string): Promise<Changed<'gone' | 'needed'>>;
}

/** One's own apps and passkeys. */
export function createOwnMethods(deps: SelfServiceDeps): OwnMethods {
  return {
    async look(visitor, id) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const row = rowOf(entered, id);
      if (row === null) return { outcome: 'gone', entered };
      return { outcome: 'found', entered, method: await methodOf(deps, entered, visitor, row) };
    },
    rename: (visitor, id, typed) =>
      change<'gone' | 'label'>(deps, visitor, ({ snapshot, ...entered }) => {
        const row = rowOf({ snapshot, ...entered }, id);
        const label = labelOf(typed);
        if (row === null) return 'gone';
        if (label === null) return 'label';
        if (label === row.label) return 'done';
        return {
          swapAuthenticators: [{ fromVersion: row.version, next: { ...row, label, version: row.version + 1 } }],
          audit: [
            ownEvent(deps, snapshot, visitor, 'authenticator.renamed', { method: row.kind, authenticator: row.id }),
          ],
        };
      }),
    remove: (visitor, id) =>
      change<'gone' | 'needed'>(deps, visitor, (entered) => {
        const row = rowOf(entered, id);
        if (row === null) return 'gone';
        const allowed = removalOf(deps, entered, row);
        return allowed.kind === 'needed' ? 'needed' : removed(deps, entered, visitor, row, allowed.because);
      }),
  };
}

/** The swap that revokes an authenticator. */
export function revoked(row: AuthenticatorRow, at: EpochMs): NonNullable<Change['swapAuthenticators']>[number] {
  return { fromVersion: row.version, next: { ...row, version: row.version + 1, revokedAt: at } };
}

/** The mail and the audit row of a removal, with the end of all other sessions. */
export function removalOutcome(
  deps: SelfServiceDeps,
  entered: OwnIn,
  visitor: Visitor,
  row: AuthenticatorRow,
): Required<Pick<Change, 'endSessions' | 'endAttempts' | 'endPasswordLinks' | 'addStopLinks' | 'outbox' | 'audit'>> {
  const { snapshot } = entered;
  const ended = othersEnd(deps, entered, visitor);
  return {
    ...ended,
    ...ownNotice(deps, snapshot, visitor, (where) => ({
      kind: 'authenticator-removed',
      what: row.label,
      ...where,
    })),
    audit: [
      ownEvent(deps, snapshot, visitor, 'authenticator.revoked', {
        method: row.kind,
        authenticator: row.id,
        reason: 'owner',
      }),
      ...ended.audit,
    ],
  };
}

/** Finds one's own app or passkey. */
export function rowOf({ snapshot }: OwnIn, id: string): AuthenticatorRow | null {
  const row = snapshot.authenticators.find((one) => one.id === id);
  return row !== undefined && TRAITS[row.kind].role === 'primary' ? row : null;
}

/** The one that stays is moved on as well: of two removals at the same moment that each rest on the other's, one loses. */
function removed(
  deps: SelfServiceDeps,
  entered: OwnIn,
  visitor: Visitor,
  row: AuthenticatorRow,
  because: AuthenticatorId | null,
): Change {
  const stays = entered.snapshot.authenticators.filter((one) => one.id === because);
  const swaps = [
    revoked(row, deps.clock.now()),
    ...stays.map((one) => ({ fromVersion: one.version, next: { ...one, version: one.version + 1 } })),
  ];
  return {
    // In one order for all, so that two of them wait for each other instead of both failing.
    swapAuthenticators: swaps.toSorted((left, right) => (left.next.id < right.next.id ? -1 : 1)),
    ...removalOutcome(deps, entered, visitor, row),
  };
}

function removalOf(deps: SelfServiceDeps, { snapshot }: OwnIn, row: AuthenticatorRow): Removal {
  const bound = snapshot.authenticators.map((one) => ({ id: one.id, method: one.kind, suspended: isSuspended(one) }));
  return removal(row.id, bound, combineMandates(snapshot.memberships, deps.clock.now()));
}

async function methodOf(
  deps: SelfServiceDeps,
  entered: OwnIn,
  visitor: Visitor,
  row: AuthenticatorRow,
): Promise<OwnMethod> {
  const { deviceToken } = visitor;
  const device = deviceToken === null ? null : await deps.reads.device(sha256(deviceToken), row.accountId);
  const passkey = row.kind === 'passkey' ? describePasskey(openBinding(deps.sealing, row).secret) : null;
  return {
    id: row.id,
    kind: row.kind === 'passkey' ? 'passkey' : 'totp',
    label: row.label,
    boundAt: row.boundAt,
    lastUsedAt: row.lastUsedAt,
    maySync: passkey?.maySync ?? false,
    provider: passkey?.provider ?? null,
    here: device?.passkeyId === row.id,
    needed: removalOf(deps, entered, row).kind === 'needed',
    suspended: isSuspended(row),
    lost: (row.suspendedAt ?? null) !== null,
  };
}
