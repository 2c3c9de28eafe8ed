import type { AdapterPayload } from 'oidc-provider';
import type { Client, ClientId } from '../../domain/clients/decide/client.ts';
import type { ApplicationRequest, ApplicationRequests } from '../../domain/sign-in/run/application.ts';
import { sha256 } from '../../platform/hashing.ts';
import { demandOf, isImpossible, readAsked } from './demand.ts';
import type { OpenidDeps } from './deps.ts';

/** Waiting requests of applications, read where the protocol library keeps them. */
export function createApplicationRequests(
  parts: Pick<OpenidDeps, 'artifacts' | 'clients' | 'sealing' | 'clock'>,
): ApplicationRequests {
  return {
    async waiting(uid) {
      const key = sha256(uid);
      const found = await parts.artifacts.find('Interaction', { key });
      if (found === null || found.expiresAt <= parts.clock.now()) return null;
      const text = parts.sealing.open(found.payloadSealed, `artifacts/Interaction/${key}`);
      const { params } = JSON.parse(text) as AdapterPayload & { readonly params?: RequestParams };
      const client = params === undefined ? null : await parts.clients.byId(null, params.client_id as ClientId);
      return params === undefined || client === null ? null : requestOf(uid, params, client, parts.clock.now());
    },
  };
}

interface RequestParams {
  readonly client_id: string;
  readonly redirect_uri?: string;
  readonly login_hint?: string;
  readonly acr_values?: string;
  readonly max_age?: number | string;
  readonly claims?: string;
}

function requestOf(uid: string, params: RequestParams, client: Client, now: number): ApplicationRequest {
  const asked = readAsked(params);
  return {
    uid,
    name: client.name,
    support: client.support,
    loginHint: params.login_hint?.slice(0, 320) ?? null,
    returnTo: returnTo(params.redirect_uri),
    demand: isImpossible(asked) ? demandOf({ ...asked, acrs: [] }, now) : demandOf(asked, now),
  };
}

/** What a page's `form-action` must name so that the last answer can lead back: an origin, or the scheme of an app. */
export function returnTo(redirectUri: string | undefined): string | null {
  const url = redirectUri === undefined ? null : URL.parse(redirectUri);
  if (url === null) return null;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : url.protocol;
}
