/** A way to prove something. */
export type MethodKind =
  | 'password'
  | 'totp'
  | 'passkey'
  | 'email-code'
  | 'recovery-code'
  | 'break-glass-code'
  | 'one-time-pass'
  | 'invitation-code';

/** What kind of thing a proof shows. */
export type Factor = 'know' | 'have' | 'are';

/** Where a proof's trust comes from. Two proofs from one root count once. */
export type TrustRoot =
  | 'memory'
  | 'app'
  | 'device'
  | 'mailbox'
  | 'recovery-sheet'
  | 'envelope'
  | 'staff'
  | 'invitation';

/**
 * What policy does with a method: `first` opens an attempt; `primary` may be the default and reach `aal2`;
 * `emergency` is the second half of a break-glass account, which no mandate switches off: never strong, though the console takes it;
 * `fallback` never is the only or the default; `recovery` comes last and leads to replacing what was lost;
 * `admission` only opens the set-up and counts towards nothing else.
 */
export type Role = 'first' | 'primary' | 'emergency' | 'fallback' | 'recovery' | 'admission';

/** All that policy may know of a method. */
export interface Traits {
  /** Factors that one success proves. */
  readonly factors: readonly Factor[];
  readonly trustRoot: TrustRoot;
  readonly role: Role;
  readonly phishingResistant: boolean;
  /** Kept in one device; may be suggested where that device is recognized. */
  readonly deviceBound: boolean;
  /** Values for `amr` (RFC 8176 and private ones). */
  readonly amr: readonly string[];
}

export const TRAITS: Readonly<Record<MethodKind, Traits>> = {
  password: {
    factors: ['know'],
    trustRoot: 'memory',
    role: 'first',
    phishingResistant: false,
    deviceBound: false,
    amr: ['pwd'],
  },
  totp: {
    factors: ['have'],
    trustRoot: 'app',
    role: 'primary',
    phishingResistant: false,
    deviceBound: false,
    amr: ['otp'],
  },
  passkey: {
    factors: ['have', 'are'],
    trustRoot: 'device',
    role: 'primary',
    phishingResistant: true,
    deviceBound: true,
    amr: ['pop', 'user'],
  },
  'email-code': {
    factors: ['have'],
    trustRoot: 'mailbox',
    role: 'fallback',
    phishingResistant: false,
    deviceBound: false,
    amr: ['email'],
  },
  'recovery-code': {
    factors: ['have'],
    trustRoot: 'recovery-sheet',
    role: 'recovery',
    phishingResistant: false,
    deviceBound: false,
    amr: ['rcode'],
  },
  'break-glass-code': {
    factors: ['have'],
    trustRoot: 'envelope',
    role: 'emergency',
    phishingResistant: false,
    deviceBound: false,
    amr: ['sealed'],
  },
  'one-time-pass': {
    factors: ['have'],
    trustRoot: 'staff',
    role: 'admission',
    phishingResistant: false,
    deviceBound: false,
    amr: [],
  },
  'invitation-code': {
    factors: ['have'],
    trustRoot: 'invitation',
    role: 'admission',
    phishingResistant: false,
    deviceBound: false,
    amr: [],
  },
};

export const METHOD_KINDS = Object.keys(TRAITS) as readonly MethodKind[];

/** Methods that a set-up can bind. */
export type SelectableBinding = Extract<MethodKind, 'totp' | 'passkey'>;

/** What a password is good for: alone with 15 characters, beside a second factor with 8, for nothing where it is on a list of common or stolen ones. */
export type PasswordStanding = 'alone' | 'with-mfa' | 'nothing';
