import ipaddr from 'ipaddr.js';

/**
 * The canonical network address that tries are counted by: an IPv4 address, also where it came mapped into IPv6, or the /64 of an
 * IPv6 address, because one household or host owns all of it. `stated` is what a trusted proxy says and may be garbage; then the
 * address of the connection counts.
 */
export function canonicalSource(stated: string, connection: string): string {
  return canonical(withoutPort(stated)) ?? canonical(connection) ?? 'unknown';
}

function canonical(text: string): string | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  const network = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Some proxies write `192.0.2.7:51234` or `[2001:db8::1]:51234`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}
