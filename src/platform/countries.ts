import ipaddr from 'ipaddr.js';
import { ok, type Result, refused } from './kernel/result.ts';

/** Tells the country of a network address, as two letters (ISO 3166); null where the table does not know. */
export type CountryOf = (address: string) => string | null;

/** Addresses of one length with their countries, by their first one. */
interface Ranges {
  readonly starts: BigUint64Array;
  readonly ends: BigUint64Array;
  readonly countries: readonly string[];
}

/** One line of the table: `[first, last, country]`, and whether these are IPv6 networks. */
interface Line {
  readonly start: bigint;
  readonly end: bigint;
  readonly country: string;
  readonly wide: boolean;
}

/**
 * Reads a table of lines `first,last,CC` or `network/bits,CC`, of IPv4 and IPv6, in any order. Blank lines and such as begin with
 * `#` are left out. Of ranges that overlap the one that begins last holds. An IPv6 address is looked up by its /64, which is
 * all that is kept of it. The error is a sentence with the number of the line.
 */
export function readCountries(text: string): Result<CountryOf, string> {
  const lines: Line[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    number += 1;
    const plain = line.replaceAll('"', '').trim();
    if (plain === '' || plain.startsWith('#')) continue;
    const read = readLine(plain.split(',').map((part) => part.trim()));
    if (read === null) return refused(`line ${number} is neither "first,last,CC" nor "network/bits,CC".`);
    lines.push(read);
  }
  const narrow = rangesOf(lines.filter(({ wide }) => !wide));
  const wide = rangesOf(lines.filter((one) => one.wide));
  return ok((address) => {
    const [stated = ''] = address.split('/');
    if (!ipaddr.isValid(stated)) return null;
    const { value, isWide } = numberOf(stated);
    return find(isWide ? wide : narrow, value);
  });
}

function readLine(parts: readonly string[]): Line | null {
  const country = parts.at(-1)?.toUpperCase() ?? '';
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const [first = '', last = ''] = parts;
  if (parts.length === 2 && ipaddr.isValidCIDR(first)) return ofNetwork(first, country);
  if (parts.length !== 3 || !ipaddr.isValid(first) || !ipaddr.isValid(last)) return null;
  const [start, end] = [numberOf(first), numberOf(last)];
  if (start.isWide !== end.isWide || start.value > end.value) return null;
  return { start: start.value, end: end.value, country, wide: start.isWide };
}

function ofNetwork(network: string, country: string): Line {
  const [address, bits] = ipaddr.parseCIDR(network);
  const wide = address.kind() === 'ipv6';
  const { value } = numberOf(address.toString());
  const free = BigInt(Math.max(0, (wide ? 64 : 32) - bits));
  const start = (value >> free) << free;
  return { start, end: start + (1n << free) - 1n, country, wide };
}

/** An IPv4 address, also where it is mapped into IPv6, or the first 64 bits of an IPv6 one. */
function numberOf(text: string): { readonly value: bigint; readonly isWide: boolean } {
  const address = ipaddr.process(text);
  const isWide = address.kind() === 'ipv6';
  const bytes = address.toByteArray().slice(0, 8);
  return { value: bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n), isWide };
}

function rangesOf(lines: readonly Line[]): Ranges {
  const sorted = lines.toSorted((left, right) => (left.start < right.start ? -1 : left.start > right.start ? 1 : 0));
  return {
    starts: BigUint64Array.from(sorted, ({ start }) => start),
    ends: BigUint64Array.from(sorted, ({ end }) => end),
    countries: sorted.map(({ country }) => country),
  };
}

/** The last range that begins at or before the address, if it reaches as far. */
function find({ starts, ends, countries }: Ranges, value: bigint): string | null {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  const end = ends[low - 1];
  return end !== undefined && end >= value ? (countries[low - 1] ?? null) : null;
}
