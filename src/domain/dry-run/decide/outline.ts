import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AuthenticatorId, MemberKind } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import { combineMandates, organizationsDisabledAt } from '../../organizations/decide/combine.ts';
import type { Membership, Organization } from '../../organizations/decide/mandate.ts';
import type { AccountFacts } from '../../sign-in/decide/facts.ts';

/** A live authenticator in an outline. */
export interface OutlinedAuthenticator {
  readonly method: MethodKind;
  /** Lost by its owner, or guessed at too often. */
  readonly suspended: boolean;
  /** Bound before the password was replaced by mail. */
  readonly replacedSince: boolean;
}

/** What of a member decides what they would meet, without who they are. Times are told by what they mean. */
export interface MemberOutline {
  readonly kind: MemberKind;
  readonly skipsUsed: number;
  /** Accepted places in other organizations. */
  readonly elsewhere: readonly Membership[];
  readonly disabled: boolean;
  /** Nobody signed in for long. */
  readonly dormant: boolean;
  /** Nothing that is bound beside the password was used for as long. Told only where something would rest then. */
  readonly unused: boolean;
  readonly frozen: boolean;
  readonly passwordResetByMail: boolean;
  readonly addressConfirmed: boolean;
  readonly invitationCodeLive: boolean;
  /** A reset whose set-up waits: `pass`, with a pass that could be typed now. */
  readonly reset: 'none' | 'open' | 'pass';
  readonly bound: readonly OutlinedAuthenticator[];
}

/** Times that mean the same as those of whoever has this outline: long ago, when the password was replaced, and since. */
const LONG_AGO = 0;
const REPLACED_AT = 1;

/**
 * The facts of somebody who has this outline and is a member of `organization`: the core has the same answer for them as for everybody
 * else who has it. Which rule the password meets is left out: it is asked about only once everything owed is proved.
 */
export function accountLike(outline: MemberOutline, organization: Organization, now: EpochMs): AccountFacts {
  const { kind, skipsUsed, elsewhere, reset } = outline;
  const memberships = [{ organization, kind, acceptedAt: now, skipsUsed }, ...elsewhere];
  return {
    createdAt: LONG_AGO,
    disabledAt: outline.disabled ? LONG_AGO : organizationsDisabledAt(memberships),
    lastSignInAt: outline.dormant ? LONG_AGO : now,
    preferredMethod: null,
    authenticators: outline.bound.map(({ method, suspended, replacedSince }, at) => ({
      id: `${at}` as AuthenticatorId,
      method,
      boundAt: replacedSince ? LONG_AGO : now,
      lastUsedAt: outline.unused ? LONG_AGO : now,
      suspended,
    })),
    addressConfirmed: outline.addressConfirmed,
    passwordResetByMailAt: outline.passwordResetByMail ? REPLACED_AT : null,
    invitationCodeLive: outline.invitationCodeLive,
    setUpFrozenAt: outline.frozen ? LONG_AGO : null,
    reset: reset === 'none' ? null : { carriedOutAt: LONG_AGO, passLive: reset === 'pass' },
    passwordMeets: 'alone',
    mandate: combineMandates(memberships, now),
    passwordLane: { closedUntil: null },
    proofLane: { closedUntil: null },
  };
}

/** The same text for outlines that are the same, whatever their other organizations are called. */
export function outlineKey({ elsewhere, ...outline }: MemberOutline): string {
  const places = elsewhere.map(({ organization, kind, skipsUsed }) => [
    kind,
    skipsUsed,
    organization.disabledAt,
    organization.mandate,
  ]);
  return JSON.stringify([outline, places]);
}
