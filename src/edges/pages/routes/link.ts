import type { FastifyRequest } from 'fastify';

/** What a link that was used, has expired or never was shows: always the same. */
export const LINK_OVER = { kind: 'over' } as const;

/** The token of a mailed link; null where it cannot be one of ours. */
export function linkToken(request: FastifyRequest): string | null {
  const { token } = request.params as { readonly token: string };
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null;
}

/** The path of a mailed link. */
export function linkPath(kind: 'invitation' | 'stop' | 'forgot', token: string): string {
  return `/${kind}/${token}`;
}
