import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isAboutTheToken } from '../api/access-token.ts';

/** Whom a logout token signs out: a session, or all of an account; one of the two is there. */
export interface LogoutToken {
  readonly subject: string | null;
  readonly issuerSession: string | null;
}

/** Whose logout tokens are accepted, and for whom. */
export interface LogoutTokenRules {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MOST_REMEMBERED = 10_000;

/**
 * A reader of logout tokens (OpenID Connect Back-Channel Logout §2.6); null: not valid, or seen before. Rejects when the
 * issuer's keys cannot be had, so that the issuer tries again later.
 */
export function createLogoutTokenReader(rules: LogoutTokenRules): (token: string) => Promise<LogoutToken | null> {
  /** `jti` of accepted tokens, and when each expires in seconds. */
  const seen = new Map<string, number>();

  /** Whether this is the first time; remembers it as long as the token could come again. */
  function firstTime(jti: string, expiresAt: number): boolean {
    for (const [known, until] of seen) {
      if (until < rules.now() / 1000 || seen.size > MOST_REMEMBERED) seen.delete(known);
    }
    if (seen.has(jti)) return false;
    seen.set(jti, expiresAt);
    return true;
  }

  return async (token) => {
    const claims = await verified(token, rules);
    if (claims === null || 'nonce' in claims) return null;
    const { sub, sid, jti, exp, events } = claims;
    const event = (events as Readonly<Record<string, unknown>> | null)?.[EVENT];
    if (typeof event !== 'object' || event === null) return null;
    const subject = typeof sub === 'string' ? sub : null;
    const issuerSession = typeof sid === 'string' ? sid : null;
    if (subject === null && issuerSession === null) return null;
    return firstTime(String(jti), Number(exp)) ? { subject, issuerSession } : null;
  };
}

async function verified(token: string, { issuer, clientId, keys, now }: LogoutTokenRules) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      typ: 'logout+jwt',
      algorithms: ['ES256', 'RS256'],
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
      currentDate: new Date(now()),
    });
    return payload;
  } catch (error) {
    if (isAboutTheToken(error)) return null;
    throw error;
  }
}
