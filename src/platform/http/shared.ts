import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { hmac, sameText } from '../hashing.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { CookieJar } from './cookies.ts';

/** How long a browser keeps a mark that is not renewed, in s: as long as browsers keep any cookie (RFC 6265bis §5.5). */
const MARK_S = (400 * DAY_MS) / 1_000;
/** Characters of a mark that vouch for the rest: 132 bits. */
const MAC_LENGTH = 22;

/** Who says that several people share a browser. */
export interface SharedParts {
  /** 32 bytes derived for this purpose alone. */
  readonly key: Buffer;
  /** A header, in lower case, by which a proxy says `1` of a shared browser; null: none does. */
  readonly header: string | null;
}

/** Browsers that several people share: each carries a mark, or a proxy in front says so. */
export interface SharedBrowsers {
  is(request: FastifyRequest): boolean;
  /** Marks the browser. `name` says whose it is, of our own characters. */
  mark(reply: FastifyReply, name: string): void;
  /** Puts off the day on which the browser forgets its mark. */
  renew(request: FastifyRequest, reply: FastifyReply): void;
  unmark(reply: FastifyReply): void;
}

/** Makes them. Without `parts` no browser is shared. */
export function sharedBrowsers(
  cookies: CookieJar,
  parts: SharedParts | undefined,
  trustedProxies: readonly string[],
): SharedBrowsers {
  function marked(request: FastifyRequest): string | null {
    const value = parts === undefined ? null : cookies.read(request, 'shared');
    if (parts === undefined || value === null) return null;
    const name = value.slice(MAC_LENGTH);
    return sameText(value, markOf(parts.key, name)) ? name : null;
  }

  function stated(request: FastifyRequest): boolean {
    if (parts?.header == null || request.headers[parts.header] !== '1') return false;
    return isAmong(request.socket.remoteAddress ?? '', trustedProxies);
  }

  function mark(reply: FastifyReply, name: string): void {
    if (parts !== undefined) cookies.set(reply, 'shared', markOf(parts.key, name), MARK_S);
  }

  return {
    is: (request) => stated(request) || marked(request) !== null,
    mark,
    renew(request, reply) {
      const name = marked(request);
      if (name !== null) mark(reply, name);
    },
    unmark: (reply) => cookies.clear(reply, 'shared'),
  };
}

function markOf(key: Buffer, name: string): string {
  return hmac(key, name).slice(0, MAC_LENGTH) + name;
}

/** Whether the connection itself comes from one of these networks; what a header says of its way counts for nothing. */
function isAmong(connection: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(connection)) return false;
  const address = ipaddr.process(connection);
  return networks.some((network) => {
    const [base, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : single(network);
    return address.kind() === base.kind() && address.match(base, bits);
  });
}

function single(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
