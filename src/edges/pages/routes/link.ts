import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a link that was used, has expired or never was shows: always the same. */
export const LINK_OVER = { kind: 'over' } as const;

/** The token of a mailed link; null where it cannot be one of ours. */
export function linkToken(request: FastifyRequest): string | null {
  const { token } = request.params as { readonly token: string };
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null;
}

/** The path of a mailed link. */
export function linkPath(
  kind: 'invitation' | 'stop' | 'forgot' | 'unlock' | 'workstation' | 'setup',
  token: string,
): string {
  return `/${kind}/${token}`;
}

/**
 * Keeps the token of a link's page out of the `Referer` of whatever is asked for next, our own pages too: servers in between
 * log it. Forms are posted as before, as `strict-origin` leaves their `Origin` alone (Fetch §3.2).
 */
export function hideLink(reply: FastifyReply): void {
  reply.header('referrer-policy', 'strict-origin');
}
