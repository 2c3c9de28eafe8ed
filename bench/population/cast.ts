/** Everybody's password. */
export const PASSWORD = 'correct-horse-battery';

/** Secret of everybody's authenticator app, base32. */
export const APP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** The operator's organization and the largest of the others. */
export const OPERATOR = 'Operator';
export const LARGEST = 'Riverside Health';

/** Who signs in to be measured, by role. */
export const CAST = {
  owner: 'owner@operator.example',
  support: 'support@operator.example',
  'organization-admin': 'admin@riverside.example',
  'asking-admin': 'admin@asking.example',
} as const;

/** Which organization asks for a mandate and has none: the first that does, by its number. */
export const ASKING = 10;

/** Somebody with a long history: an attacker types at this address all year. */
export const ATTACKED = 'attacked@riverside.example';
