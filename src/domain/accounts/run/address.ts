import { domainToASCII, domainToUnicode } from 'node:url';
import { ok, type Result, refused } from '../../../platform/kernel/result.ts';

/** An e-mail address in its two forms. */
export interface CanonicalAddress {
  /** What is stored, shown and mailed to: compatibility forms and the domain made plain, letters of the local part as typed. */
  readonly address: string;
  /** What is compared: one per mailbox, in lower case. Dots and plus signs stay, because only the mailbox's host knows what they mean. */
  readonly canonical: string;
}

/** Longest text that is looked at, in UTF-16 units; longer input is refused before any work. */
const INPUT_LENGTH_MAX = 320;
/** RFC 5321 §4.5.3.1.1 and §4.5.3.1.3, in octets. */
const LOCAL_OCTETS_MAX = 64;
const ADDRESS_OCTETS_MAX = 254;
/** RFC 1035 §2.3.4, in octets, without the root's dot. */
const DOMAIN_OCTETS_MAX = 253;

/** A dot-atom (RFC 5322 §3.2.3), with letters of any script (RFC 6531 §3.3). Quoted local parts are refused: mailers disagree on them. */
const LOCAL_PART =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-][\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]*(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-][\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]*)*$/u;
/** Letters, digits, hyphens and dots only: the URL parser behind `domainToASCII` would also take `%40`, `[::1]` and ports. */
const TYPED_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** A host name of two labels or more (RFC 1123 §2.1) whose last label is not a number, so never an IP address. */
const ASCII_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads an e-mail address: first made canonical (NFKC, IDNA, case), then validated, so that what is checked is what is
 * used (security.md A33). Anything but text, and anything that is not exactly one address, is `malformed`.
 */
export function canonicalAddress(typed: unknown): Result<CanonicalAddress, 'malformed'> {
  if (typeof typed !== 'string' || typed.length > INPUT_LENGTH_MAX) return refused('malformed');
  const parts = typed
    .normalize('NFKC')
    .replace(/^ +| +$/g, '')
    .split('@');
  const [local, typedDomain] = parts;
  if (parts.length !== 2 || local === undefined || typedDomain === undefined) return refused('malformed');
  const domain = asciiDomain(typedDomain);
  if (domain === null || !LOCAL_PART.test(local)) return refused('malformed');
  const address = `${local}@${domain}`;
  const canonical = `${lowerCase(local)}@${domain}`;
  if (tooLong(local, address) || tooLong(lowerCase(local), canonical)) return refused('malformed');
  return ok({ address, canonical });
}

/** The domain in A-labels and lower case (UTS #46), or null when it is not a host name. */
function asciiDomain(typed: string): string | null {
  if (!TYPED_DOMAIN.test(typed)) return null;
  const ascii = domainToASCII(typed);
  if (ascii.length > DOMAIN_OCTETS_MAX || !ASCII_DOMAIN.test(ascii)) return null;
  // An A-label that does not decode stays as it is: it would be a second name for nothing.
  const undecoded = domainToUnicode(ascii)
    .split('.')
    .some((label) => label.startsWith('xn--'));
  return undecoded ? null : ascii;
}

/**
 * Letter by letter, so that no letter's form depends on its neighbors (the Greek final sigma). Lower case alone: folding
 * through upper case would make the dotless ı an i, and so one person's address another's (CVE-2019-19844).
 */
function lowerCase(local: string): string {
  return Array.from(local, (letter) => letter.toLowerCase())
    .join('')
    .normalize('NFKC');
}

function tooLong(local: string, address: string): boolean {
  return Buffer.byteLength(local) > LOCAL_OCTETS_MAX || Buffer.byteLength(address) > ADDRESS_OCTETS_MAX;
}
