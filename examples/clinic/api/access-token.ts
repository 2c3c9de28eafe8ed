import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** What the API reads in a token that it accepts. */
export interface AccessToken {
  /** The account. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** How strong the proof was; null: the token does not say. */
  readonly acr: string | null;
  /** When it was given, in seconds since 1970; null: the token does not say. */
  readonly provedAt: number | null;
}

/** Whose tokens are accepted, and for whom. */
export interface TokenRules {
  /** The issuer, as its discovery document writes it. */
  readonly issuer: string;
  /** The address of this API: what the application names as `resource`. */
  readonly audience: string;
  /** The issuer's public keys. */
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Reads a JWT access token (RFC 9068 §4); null: it is none, is over, or was made by or for somebody else. An ID token is not
 * accepted, for its type is another. Throws when the issuer's keys cannot be had.
 */
export async function readAccessToken(token: string, rules: TokenRules): Promise<AccessToken | null> {
  try {
    const { payload } = await jwtVerify(token, rules.keys, {
      issuer: rules.issuer,
      audience: rules.audience,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256'],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(rules.now()),
    });
    const { sub, scope, acr, auth_time: provedAt } = payload;
    if (sub === undefined) return null;
    return {
      subject: sub,
      scopes: typeof scope === 'string' ? scope.split(' ') : [],
      acr: typeof acr === 'string' ? acr : null,
      provedAt: typeof provedAt === 'number' ? provedAt : null,
    };
  } catch (error) {
    if (isAboutTheToken(error)) return null;
    throw error;
  }
}

/** Whether the token is to blame for what jose threw, and not the way to the issuer's keys. */
export function isAboutTheToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // What the key set could not be fetched with carries jose's general code.
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
}
