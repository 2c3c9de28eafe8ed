/** The instance's secret keys, each with an id that goes into what it made. Read once at start from the data folder. */
export interface KeyRing {
  /** Purposes are separated by derivation (HKDF, RFC 5869): one leaked use says nothing of another. */
  /** `keyId` names an older root key; without it the newest is used. Throws for an id that is not in the ring. */
  derive(purpose: string, bytes: number, keyId?: string): Buffer;
  /** The id of the newest root key, first part of every sealed text. */
  readonly keyId: string;
  /** Public fingerprint of the root key, kept in the database: a node whose keys differ refuses to start. */
  readonly fingerprint: string;
}

/** Seals and opens secrets at rest: AES-256-GCM, key ids, bound to a context such as `authenticators/<row>/<account>`. */
export interface Sealing {
  seal(plain: string, context: string): string;
  /** Throws when the text was changed, or moved to another row or account. */
  open(sealed: string, context: string): string;
}
