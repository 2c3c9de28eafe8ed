import type { Brand } from '../../../platform/kernel/brand.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';

/** Names a client for ever: the `client_id` of OAuth. Public. */
export type ClientId = Brand<string, 'ClientId'>;

/**
 * What an application is (RFC 6749 §2.1, RFC 8252, RFC 8628): `confidential` keeps a secret or key on its server, `public` runs
 * in a browser, `native` on a person's device, `device` has no browser of its own.
 */
export type ClientKind = 'confidential' | 'public' | 'native' | 'device';

export const CLIENT_KINDS = ['confidential', 'public', 'native', 'device'] as const satisfies readonly ClientKind[];

/** How a client proves itself at the token endpoint; `none` for all but confidential ones. */
export type ClientAuth = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';

export const CLIENT_AUTHS = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const satisfies readonly ClientAuth[];

/** Algorithms that ID tokens and logout tokens can be signed with (RFC 7518 §3.1). */
export const SIGNATURE_ALGS = ['ES256', 'RS256'] as const;

/** One of those. RS256 is for relying parties that know nothing else. */
export type SignatureAlg = (typeof SIGNATURE_ALGS)[number];

/** An API that a client may ask tokens for (RFC 8707). */
export interface ClientResource {
  /** Absolute URI without fragment: the audience of its tokens. */
  readonly uri: string;
  readonly scopes: readonly string[];
  /** `jwt`: the API checks tokens itself, for at most 5 minutes each; `opaque`: it asks the introspection endpoint. */
  readonly format: 'jwt' | 'opaque';
}

/** An application that hands its sign-in to Vestibule. */
export interface Client {
  readonly id: ClientId;
  /** Shown on the sign-in and consent pages. */
  readonly name: string;
  readonly kind: ClientKind;
  readonly auth: ClientAuth;
  /** What its ID tokens and logout tokens are signed with. */
  readonly idTokenAlg: SignatureAlg;
  /** First-party clients need no consent. */
  readonly firstParty: boolean;
  /** Only members of this organization may sign in to it; null: everybody. */
  readonly organizationId: OrganizationId | null;
  /** SHA-256 of the secret, hex; null where there is none. */
  readonly secretHash: string | null;
  /** Public keys of a client that signs its assertions; null for all others. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] } | null;
  /** Compared as text, but for the port of a loopback address of a native client (RFC 8252 §7.3). */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Where logout tokens are delivered; null: nowhere. */
  readonly backchannelLogoutUri: string | null;
  readonly resources: readonly ClientResource[];
  /** Where its people get help before they have proved a password; null: the instance's own contact. */
  readonly support: string | null;
  readonly createdAt: EpochMs;
  readonly disabledAt: EpochMs | null;
}
