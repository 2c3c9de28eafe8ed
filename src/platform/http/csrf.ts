import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../random.ts';

const MAC_BYTES = 32;

/**
 * The value of a form's `csrf` field or of the header `x-csrf-token`: HMAC-SHA-256 of the browser cookie. It is masked anew each
 * time, as compressed pages that repeat a secret beside chosen text would leak it (BREACH).
 */
export function csrfValue(key: KeyObject, browserToken: string, random: Random): string {
  const mask = random.bytes(MAC_BYTES);
  return Buffer.concat([mask, xor(mask, mac(key, browserToken))]).toString('base64url');
}

/** Whether a value was made for this browser. */
export function csrfFits(key: KeyObject, browserToken: string, value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{86}$/.test(value)) return false;
  const bytes = Buffer.from(value, 'base64url');
  return timingSafeEqual(xor(bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)), mac(key, browserToken));
}

/**
 * Whether a request that may change something was made by a page of ours. Browsers state both headers and pages cannot forge them;
 * other clients send neither and are held by the CSRF value alone. `Origin: null` is foreign: pages of ours never send it, as their
 * referrer policy is `same-origin` (under `no-referrer` browsers state `null` even to the same origin, Fetch §3.2).
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return headers.origin === undefined || headers.origin === origin;
}

function mac(key: KeyObject, browserToken: string): Buffer {
  return createHmac('sha256', key).update(browserToken).digest();
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));
}
