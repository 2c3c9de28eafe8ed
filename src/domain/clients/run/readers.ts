import { createPublicKey, type JsonWebKey } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { readableLine, supportLine } from '../../organizations/run/terms.ts';
import type { Address, HostPlace } from '../decide/address.ts';
import type { Jwk, KeyFacts } from '../decide/keys.ts';
import type { Readers } from '../decide/registration.ts';

/** NIST SP 800-57 part 1 §5.6.2: 112 bits of strength. */
const MODULUS_BITS_MIN = 2_048;
/** FIPS 186-5 §5.4: a smaller exponent lets signatures be made without the key. */
const EXPONENT_MIN = 65_537n;

/** Reads what decide/ cannot: there is neither URL nor cryptography in it. */
export const readers: Readers = {
  name: readableLine,
  support: supportLine,
  address: readAddress,
  key: readKey,
};

function readAddress(typed: string): Address | null {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (url === null) return null;
  return {
    canonical: url.href,
    scheme: url.protocol.slice(0, -1),
    host: placeOf(url.hostname),
    userinfo: url.username !== '' || url.password !== '',
  };
}

function placeOf(hostname: string): HostPlace {
  if (hostname === 'localhost') return 'localhost';
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  if (!ipaddr.isValid(bare)) return 'other';
  const range = ipaddr.parse(bare).range();
  // RFC 8252 §7.3 knows two loopback addresses; the others of 127.0.0.0/8 are none to a browser's rules.
  if (range === 'loopback') return hostname === '127.0.0.1' || hostname === '[::1]' ? 'loopback' : 'other';
  return range === 'private' || range === 'uniqueLocal' ? 'private' : 'other';
}

function readKey(jwk: Jwk): KeyFacts | null {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const { namedCurve, modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
    if (asymmetricKeyType === 'ec') {
      return { algorithm: namedCurve === 'prime256v1' ? 'ES256' : null, strong: true };
    }
    if (asymmetricKeyType !== 'rsa') return { algorithm: null, strong: true };
    return { algorithm: 'RS256', strong: modulusLength >= MODULUS_BITS_MIN && publicExponent >= EXPONENT_MIN };
  } catch {
    return null;
  }
}
