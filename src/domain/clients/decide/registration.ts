import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import { type Address, type AddressUse, backchannelProblem, redirectProblem } from './address.ts';
import type { Client, ClientAuth, ClientKind, ClientResource, SignatureAlg } from './client.ts';
import { checkKeys, type ReadKey } from './keys.ts';
import type { ClientRefusal, PlainClientReason } from './refusal.ts';
import { resourceProblem } from './resources.ts';

/** An application as somebody registers it. What is left out: none, or what is usual for its kind. */
export interface Registration {
  readonly name: string;
  readonly kind: ClientKind;
  /** Left out: a key where keys are given, else a secret for a confidential client, nothing for all others. */
  readonly auth?: ClientAuth;
  /** Left out: ES256. */
  readonly idTokenAlg?: SignatureAlg;
  /** Left out: first-party. */
  readonly firstParty?: boolean;
  readonly organizationId?: OrganizationId | null;
  /** A JSON Web Key Set (RFC 7517 §5), as it was read. */
  readonly jwks?: unknown;
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string | null;
  readonly resources?: readonly ClientResource[];
  readonly support?: string | null;
}

/** A registration that holds, in the form that is stored. */
export type Registered = Omit<Client, 'id' | 'secretHash' | 'createdAt' | 'disabledAt'>;

/** How texts are read; each null: it is none. */
export interface Readers {
  /** A name for people to read. */
  name(typed: string): string | null;
  /** A support contact. */
  support(typed: string): string | null;
  address(typed: string): Address | null;
  readonly key: ReadKey;
}

const ADDRESSES_MAX = 20;
const RESOURCES_MAX = 20;

/** What is stored of a registration, or the first reason why it is refused. */
export function checkRegistration(registration: Registration, readers: Readers): Result<Registered, ClientRefusal> {
  const { kind, support = null, backchannelLogoutUri = null, resources = [] } = registration;
  const name = readers.name(registration.name);
  const contact = support === null ? null : readers.support(support);
  if (name === null) return because('name-malformed');
  if (support !== null && contact === null) return because('support-malformed');
  const proof = checkProof(registration, readers.key);
  if (!proof.ok) return proof;
  const redirectUris = [...new Set(registration.redirectUris ?? [])];
  const postLogoutRedirectUris = [...new Set(registration.postLogoutRedirectUris ?? [])];
  const refusal =
    redirectRefusal(kind, redirectUris, postLogoutRedirectUris, readers) ??
    backchannelRefusal(kind, backchannelLogoutUri, readers) ??
    resourcesRefusal(resources, readers);
  if (refusal !== null) return refused(refusal);
  return ok({
    name,
    kind,
    ...proof.value,
    idTokenAlg: registration.idTokenAlg ?? 'ES256',
    firstParty: registration.firstParty ?? true,
    organizationId: registration.organizationId ?? null,
    redirectUris,
    postLogoutRedirectUris,
    backchannelLogoutUri,
    resources: resources.map(({ uri, scopes, format }) => ({ uri, scopes: [...new Set(scopes)], format })),
    support: contact,
  });
}

/** Whether a client of this auth has a secret. */
export function hasSecret(auth: ClientAuth): boolean {
  return auth === 'client_secret_basic' || auth === 'client_secret_post';
}

/** How the client proves itself, which has to fit its kind, and the keys for that. */
function checkProof(
  { kind, jwks, ...registration }: Registration,
  readKey: ReadKey,
): Result<Pick<Client, 'auth' | 'jwks'>, ClientRefusal> {
  const keysGiven = jwks !== undefined && jwks !== null;
  const auth = registration.auth ?? usualAuth(kind, keysGiven);
  if ((kind === 'confidential') !== (auth !== 'none')) return because('auth-unfit');
  if (auth !== 'private_key_jwt') return keysGiven ? because('keys-unexpected') : ok({ auth, jwks: null });
  if (!keysGiven) return because('keys-missing');
  const keys = checkKeys(jwks, readKey);
  return typeof keys === 'string' ? because(keys) : ok({ auth, jwks: { keys } });
}

function usualAuth(kind: ClientKind, keysGiven: boolean): ClientAuth {
  if (kind !== 'confidential') return 'none';
  return keysGiven ? 'private_key_jwt' : 'client_secret_basic';
}

function redirectRefusal(
  kind: ClientKind,
  redirects: readonly string[],
  postLogouts: readonly string[],
  readers: Readers,
): ClientRefusal | null {
  if (kind === 'device') {
    return redirects.length + postLogouts.length === 0 ? null : { reason: 'redirect-unexpected' };
  }
  if (redirects.length === 0) return { reason: 'redirect-missing' };
  if (redirects.length > ADDRESSES_MAX || postLogouts.length > ADDRESSES_MAX) return { reason: 'addresses-too-many' };
  return sentRefusal('redirect', redirects, kind, readers) ?? sentRefusal('post-logout', postLogouts, kind, readers);
}

/** The first of these to which nobody may be sent. */
function sentRefusal(
  use: AddressUse,
  addresses: readonly string[],
  kind: ClientKind,
  readers: Readers,
): ClientRefusal | null {
  for (const address of addresses) {
    const problem = redirectProblem(address, readers.address(address), kind);
    if (problem !== null) return { reason: 'address-refused', use, address, problem };
  }
  return null;
}

function backchannelRefusal(kind: ClientKind, address: string | null, readers: Readers): ClientRefusal | null {
  if (address === null) return null;
  if (kind !== 'confidential') return { reason: 'backchannel-unexpected' };
  const problem = backchannelProblem(address, readers.address(address));
  return problem === null ? null : { reason: 'address-refused', use: 'backchannel-logout', address, problem };
}

function resourcesRefusal(resources: readonly ClientResource[], readers: Readers): ClientRefusal | null {
  if (resources.length > RESOURCES_MAX) return { reason: 'resources-too-many' };
  for (const [place, resource] of resources.entries()) {
    const problem = resourceProblem(resource, readers.address(resource.uri), resources.slice(0, place));
    if (problem !== null) return { reason: 'resource-refused', resource: resource.uri, problem };
  }
  return null;
}

function because(reason: PlainClientReason): { readonly ok: false; readonly error: ClientRefusal } {
  return refused({ reason });
}
