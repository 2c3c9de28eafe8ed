import type { KoaContextWithOIDC } from 'oidc-provider';
import { ACR_LADDER, type Acr } from '../../domain/sign-in/decide/acr.ts';
import type { Demand } from '../../domain/sign-in/run/application.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';

/** What an authorization request says about how its person is to be proved. */
export interface Asked {
  /** As asked, most wanted first; values that mean nothing to us stay among them and are never met. */
  readonly acrs: readonly string[];
  /** An error rather than less (OpenID Connect Core §5.5.1.1). */
  readonly essential: boolean;
  /** Seconds; null: any age. */
  readonly maxAgeS: number | null;
}

interface AcrClaim {
  readonly essential?: boolean;
  readonly value?: string;
  readonly values?: readonly string[];
}

/** Reads `acr_values`, the `acr` claim and `max_age` of the request being answered. */
export function askedOf(ctx: KoaContextWithOIDC): Asked {
  return readAsked((ctx.oidc.params ?? {}) as Parameters<typeof readAsked>[0]);
}

/** The same from stored parameters. An essential claim goes before a wish. */
export function readAsked(params: {
  readonly acr_values?: string;
  readonly max_age?: number | string;
  readonly claims?: string;
}): Asked {
  const claim = acrClaimOf(params.claims);
  const claimed = claim?.values ?? (claim?.value === undefined ? [] : [claim.value]);
  const wished = params.acr_values?.split(' ').filter(Boolean) ?? [];
  return {
    acrs: claimed.length > 0 ? claimed : wished,
    essential: claim?.essential === true && claimed.length > 0,
    maxAgeS: params.max_age === undefined ? null : Number(params.max_age),
  };
}

/** The library has checked that it is JSON of the right form. */
function acrClaimOf(claims: string | undefined): AcrClaim | null {
  if (claims === undefined) return null;
  const parsed = JSON.parse(claims) as { readonly id_token?: { readonly acr?: AcrClaim | null } };
  return parsed.id_token?.acr ?? null;
}

/** The same as the core understands it. `now` in ms of our own clock. */
export function demandOf({ acrs, essential, maxAgeS }: Asked, now: number): Demand {
  const known = acrs.filter((value): value is Acr => ACR_LADDER.some((acr) => acr === value));
  return {
    acr: ACR_LADDER.find((acr) => known.includes(acr)) ?? null,
    voluntary: !essential,
    freshSince: maxAgeS === null ? null : now - maxAgeS * SECOND_MS,
  };
}

/** Whether nothing that anybody could prove would answer: an essential value that we do not know. */
export function isImpossible({ acrs, essential }: Asked): boolean {
  return essential && !acrs.some((value) => ACR_LADDER.some((acr) => acr === value));
}
