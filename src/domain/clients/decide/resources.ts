import { type Address, spellingProblem } from './address.ts';
import type { ClientResource } from './client.ts';

/** Why an API cannot be registered. */
export type ResourceProblem =
  /** No absolute URI without fragment, user name and wildcard (RFC 8707 §2), or not as browsers write it. */
  | 'uri-malformed'
  /** Named twice. */
  | 'repeated'
  /** None, more than 50, or not as RFC 6749 §3.3 wants them. */
  | 'scopes-malformed'
  /** A scope has the name of one that OpenID Connect or Vestibule gives a meaning of its own. */
  | 'scope-reserved'
  | 'format-unknown';

const SCOPES_MAX = 50;
const SCOPE_LENGTH_MAX = 100;
/** RFC 6749 §3.3: scope-token. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** What a client may ask about the person, without any API. */
const RESERVED_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'organizations', 'offline_access'];

/** Why this API cannot be registered; null: it can. */
export function resourceProblem(
  resource: ClientResource,
  address: Address | null,
  others: readonly ClientResource[],
): ResourceProblem | null {
  const { uri, scopes, format } = resource;
  if (spellingProblem(uri, address) !== null) return 'uri-malformed';
  if (others.some((other) => other.uri === uri)) return 'repeated';
  if (scopes.length === 0 || scopes.length > SCOPES_MAX || !scopes.every(isScope)) return 'scopes-malformed';
  if (scopes.some((scope) => RESERVED_SCOPES.includes(scope))) return 'scope-reserved';
  return format === 'jwt' || format === 'opaque' ? null : 'format-unknown';
}

function isScope(text: string): boolean {
  return text.length <= SCOPE_LENGTH_MAX && SCOPE.test(text);
}
