import type { ClientMetadata } from 'oidc-provider';
import type { Client } from '../../domain/clients/decide/client.ts';

const CODE = 'authorization_code';
const REFRESH = 'refresh_token';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * A client as the protocol library knows it. Its secret is the hash of ours, compared by hash; logout tokens are
 * delivered by Vestibule, so that the library is told of no address for them.
 */
export function clientMetadata(client: Client): ClientMetadata {
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: client.kind === 'native' || client.kind === 'device' ? 'native' : 'web',
    token_endpoint_auth_method: client.auth,
    ...(client.secretHash === null ? {} : { client_secret: client.secretHash }),
    ...(client.jwks === null ? {} : { jwks: { keys: [...client.jwks.keys] } as NonNullable<ClientMetadata['jwks']> }),
    grant_types:
      client.kind === 'device' ? [DEVICE, REFRESH] : [CODE, REFRESH, ...(client.kind === 'native' ? [DEVICE] : [])],
    response_types: client.kind === 'device' ? [] : ['code'],
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    id_token_signed_response_alg: client.idTokenAlg,
  };
}
