import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { ClientId } from '../../domain/clients/decide/client.ts';
import type { Consent } from '../../domain/clients/run/consents.ts';
import { newToken } from '../../platform/random.ts';
import type { OpenidDeps } from './deps.ts';

type Parts = Pick<OpenidDeps, 'clients' | 'consents' | 'sessionClients' | 'random'>;

/**
 * What a client may have of this account, in this session. First-party clients have what they ask for; others what the person
 * allowed once, and the consent page is shown for what is missing.
 */
export async function existingGrant(parts: Parts, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client: asking, session, account, provider } = ctx.oidc;
  if (asking === undefined || session === undefined || account === undefined) return undefined;
  const client = await parts.clients.byId(null, asking.clientId as ClientId);
  if (client === null) return undefined;
  // Applications know a session by a `sid` that stays when a stronger sign-in replaces it.
  session.sidFor(client.id, await parts.sessionClients.sidOf(session.uid, client.id, newToken(parts.random)));
  const held = session.grantIdFor(client.id);
  const found = held === undefined ? undefined : await provider.Grant.find(held);
  const usable = found !== undefined && found.accountId === account.accountId && found.clientId === client.id;
  const grant = usable ? found : new provider.Grant({ accountId: account.accountId, clientId: client.id });
  const consent = client.firstParty ? null : await parts.consents.of(account.accountId as AccountId, client.id);
  if (!client.firstParty && consent === null) return undefined;
  allow(ctx, grant, consent);
  await grant.save();
  return grant;
}

/** Adds what is asked for, as far as consent reaches; null: all of it. */
function allow(ctx: KoaContextWithOIDC, grant: Grant, consent: Consent | null): void {
  const scopes = [...ctx.oidc.requestParamOIDCScopes].filter((one) => consent === null || consent.scopes.includes(one));
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '));
  // A claim asked for by name is part of some scope.
  if (consent === null || scopes.length > 0) grant.addOIDCClaims([...ctx.oidc.requestParamClaims]);
  for (const [uri, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    const known = (server as { scopes: Set<string> }).scopes;
    const asked = [...ctx.oidc.requestParamScopes].filter((scope) => known.has(scope));
    const allowed = consent === null ? asked : asked.filter((scope) => consent.resources[uri]?.includes(scope));
    if (allowed.length > 0) grant.addResourceScope(uri, allowed.join(' '));
  }
}
