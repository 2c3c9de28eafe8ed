import type { EpochMs } from '../../../platform/kernel/time.ts';

/**
 * Something that the protocol hands out or remembers: a code, a token, a grant, a waiting request. It is found by the hash of
 * the value that left; what it says is sealed.
 */
export interface Artifact {
  /** The name that the protocol library gives this kind. */
  readonly kind: string;
  /** SHA-256 of its value, hex. */
  readonly key: string;
  readonly payloadSealed: string;
  readonly accountId: string | null;
  /** The session it came from and ends with; null: none. */
  readonly sessionId: string | null;
  /** SHA-256 of the grant that it belongs to: all of a grant die together. */
  readonly grantKey: string | null;
  /** SHA-256 of the code that a person types for a device. */
  readonly userCodeKey: string | null;
  readonly expiresAt: EpochMs;
  readonly consumedAt: EpochMs | null;
}

/** Artifacts in the store. Every single use is one conditional update. */
export interface ArtifactStore {
  /** Creates or replaces; what was consumed stays so. */
  put(artifact: Artifact): Promise<void>;
  /** False when the key is taken: a proof that was seen before. */
  putNew(artifact: Artifact): Promise<boolean>;
  find(kind: string, by: { readonly key: string } | { readonly userCodeKey: string }): Promise<Artifact | null>;
  /** False when it was consumed before, or is gone. */
  consume(kind: string, key: string, at: EpochMs): Promise<boolean>;
  remove(kind: string, key: string): Promise<void>;
  /** Removes the grant and all that belongs to it. */
  removeGrant(grantKey: string): Promise<void>;
}
