import type { PublicUrl } from '../config.ts';

const YEAR_S = 31_536_000;

/** What pages of ours may load and where their forms may lead; `allowFormsTo` adds an application to the last. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(';');

/**
 * Headers of every answer, errors too: those of Helmet 8 and some more. They are the same for all requests, so they are put
 * together once: Helmet does so for each, which took as long as looking up a session.
 */
export function securityHeaders({ secure }: PublicUrl): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    // Not `no-referrer`: browsers would then state `Origin: null` when our own forms are posted (Fetch §3.2).
    'referrer-policy': 'same-origin',
    ...(secure ? { 'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains` } : {}),
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  };
}
