import type { ClientKind } from './client.ts';

/**
 * Where a host is, as far as its own text tells: `loopback` by address, `localhost` by name, `private` a literal address
 * of RFC 1918 or RFC 4193, `other` all else, names that may lead anywhere among them.
 */
export type HostPlace = 'loopback' | 'localhost' | 'private' | 'other';

/** An absolute URI as browsers read it. */
export interface Address {
  /** As a browser writes it: what is registered is compared as text, so it must be written like this from the start. */
  readonly canonical: string;
  /** Without the colon. */
  readonly scheme: string;
  readonly host: HostPlace;
  /** Whether a user name or password stands before the host. */
  readonly userinfo: boolean;
}

/** What a registered address is for. */
export type AddressUse = 'redirect' | 'post-logout' | 'backchannel-logout';

/** Why an address cannot be registered. */
export type AddressProblem =
  /** More than 2,000 characters. */
  | 'too-long'
  /** No absolute URI (RFC 3986). */
  | 'malformed'
  | 'fragment'
  | 'userinfo'
  | 'wildcard'
  /** A browser would write it differently, and comparing as text would fail. */
  | 'not-canonical'
  /** Plain http beyond the machine itself. */
  | 'insecure'
  /** A scheme of its own that is not in reverse domain order (RFC 8252 §7.1), or of a client that is not native. */
  | 'scheme'
  /** A native client says `localhost`, which may lead elsewhere (RFC 8252 §8.3). */
  | 'loopback-by-name'
  /** A native client wants https on the machine itself, for which nobody issues certificates (RFC 8252 §7.3). */
  | 'loopback-https';

/** Most characters of a registered address. */
export const ADDRESS_LENGTH_MAX = 2_000;

/** RFC 3986 §2: all that may stand in a URI. */
const URI_CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;
/** RFC 8252 §7.1: a domain name in reverse order. */
const REVERSE_DOMAIN = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/;

/** Why this text cannot be compared as text, whatever it is for; null: it can. */
export function spellingProblem(text: string, address: Address | null): AddressProblem | null {
  if (text.length > ADDRESS_LENGTH_MAX) return 'too-long';
  if (address === null || !URI_CHARACTERS.test(text)) return 'malformed';
  if (text.includes('#')) return 'fragment';
  if (address.userinfo) return 'userinfo';
  if (text.includes('*')) return 'wildcard';
  // `https://app.example` is as common as `https://app.example/`, and neither can be taken for anything else.
  return text === address.canonical || `${text}/` === address.canonical ? null : 'not-canonical';
}

/** Why nobody may be sent there (RFC 9700 §2.1, RFC 8252 §7 and §8.3); null: it can be registered. */
export function redirectProblem(text: string, address: Address | null, kind: ClientKind): AddressProblem | null {
  const problem = spellingProblem(text, address);
  if (problem !== null || address === null) return problem;
  const { scheme, host } = address;
  if (scheme !== 'https' && scheme !== 'http') {
    const own = kind === 'native' && REVERSE_DOMAIN.test(scheme) && text.startsWith(`${scheme}:/`);
    return own ? null : 'scheme';
  }
  if (kind === 'native' && host === 'localhost') return 'loopback-by-name';
  if (kind === 'native' && host === 'loopback' && scheme === 'https') return 'loopback-https';
  return scheme === 'https' || onThisMachine(host) ? null : 'insecure';
}

/**
 * Why logout tokens may not be sent there; null: it can be registered. Plain http is for the machine itself and for
 * private addresses written out: whoever writes one knows the network, while a name may lead anywhere tomorrow.
 */
export function backchannelProblem(text: string, address: Address | null): AddressProblem | null {
  const problem = spellingProblem(text, address);
  if (problem !== null || address === null) return problem;
  if (address.scheme === 'https') return null;
  if (address.scheme !== 'http') return 'scheme';
  return onThisMachine(address.host) || address.host === 'private' ? null : 'insecure';
}

function onThisMachine(host: HostPlace): boolean {
  return host === 'loopback' || host === 'localhost';
}
