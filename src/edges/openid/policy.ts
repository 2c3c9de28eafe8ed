import { decodeJwt } from 'jose';
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Demand } from '../../domain/sign-in/run/application.ts';
import { isMember } from './account.ts';
import { current } from './current.ts';
import { askedOf, demandOf, isImpossible } from './demand.ts';
import type { OpenidDeps } from './deps.ts';

const { base, Check } = interactionPolicy;

type Parts = Pick<OpenidDeps, 'signIn' | 'clients' | 'clock'>;

/**
 * When an application's request needs its person: to sign in, to prove more, or to consent. The core decides what a session is
 * worth; nothing is handed out under one that falls short.
 */
export function policyOf(parts: Parts) {
  const policy = base();
  const login = policy.get('login');
  const consent = policy.get('consent');
  if (login === undefined || consent === undefined) throw new Error('openid: the library has no such prompts');
  for (const { reason } of [...login.checks]) if (reason !== 'login_prompt') login.checks.remove(reason);
  login.checks.add(new Check('session', 'sign-in is required', 'login_required', (ctx) => needsSignIn(parts, ctx)));
  consent.checks.remove('native_client_prompt');
  consent.checks.add(
    new Check('native_client', 'native clients need their person', 'interaction_required', (ctx) => needsNod(ctx)),
  );
  return policy;
}

async function needsSignIn(parts: Parts, ctx: KoaContextWithOIDC): Promise<boolean> {
  const { live, visitor } = current();
  const signedIn = ctx.oidc.result?.login !== undefined;
  if (live === null || ctx.oidc.session?.accountId === undefined) return true;
  if (!isWanted(ctx, live.session.accountId)) {
    if (signedIn) throw new errors.LoginRequired('somebody else signed in than was asked for');
    return true;
  }
  const client = await parts.clients.byId(null, ctx.oidc.client?.clientId as never);
  if (!isMember(live, client?.organizationId ?? null)) {
    throw new errors.AccessDenied('the account does not belong to the organization of this client');
  }
  const asked = askedOf(ctx);
  if (isImpossible(asked)) throw new errors.UnmetAuthenticationRequirements('no such acr');
  const demand = demandOf(asked, parts.clock.now());
  const standing = await parts.signIn.standing(live.session, live.snapshot, visitor, wantedOf(ctx, demand, signedIn));
  if (standing === 'met') return false;
  if (standing === 'unmet' || signedIn) {
    if (demand.voluntary) return false;
    throw new errors.UnmetAuthenticationRequirements('none of the requested acr values can be reached');
  }
  return true;
}

function wantedOf(ctx: KoaContextWithOIDC, demand: Demand, signedIn: boolean): Demand {
  // Where nobody may be asked, a wish is left at that.
  const acr = demand.voluntary && ctx.oidc.prompts.has('none') ? null : demand.acr;
  // A sign-in for this very request is as fresh as can be.
  return { ...demand, acr, freshSince: signedIn ? null : demand.freshSince };
}

/** `id_token_hint`, and a `sub` asked for in `claims`, name the one person who will do (OpenID Connect Core §3.1.2.1, §5.5.1). */
function isWanted(ctx: KoaContextWithOIDC, accountId: string): boolean {
  // The library checked whose token it is when the request came, and does not read it again once its person has answered.
  const hint = ctx.oidc.params?.['id_token_hint'];
  const hinted = typeof hint === 'string' ? decodeJwt(hint).sub : undefined;
  const claimed = (ctx.oidc.claims?.id_token?.['sub'] as { value?: string } | null | undefined)?.value;
  return [hinted, claimed].every((sub) => sub === undefined || sub === accountId);
}

/**
 * A native client may be any program that calls itself so: it never gets through without its person (RFC 8252 §8.6). A device
 * has had its nod when its code was compared.
 */
function needsNod({ oidc }: KoaContextWithOIDC): boolean {
  return (
    oidc.client?.applicationType === 'native' && oidc.result === undefined && oidc.entities.DeviceCode === undefined
  );
}
