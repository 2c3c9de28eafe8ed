import type { EpochMs } from '../../../platform/kernel/time.ts';

/** `head`: how far the trail went. `start`: everything up to here was old enough to be deleted; the trail goes on after it. */
export type HeadKind = 'head' | 'start';

/** What stands at one place of the chain, to be kept outside the database. */
export interface Head {
  readonly kind: HeadKind;
  /** Number of the last row it covers. */
  readonly seq: number;
  /** When it was signed. */
  readonly at: EpochMs;
  /** The keyed link of that row, hex: the instance itself checks it. */
  readonly link: string;
  /** SHA-256 over that row and all before it, hex: anybody checks it. */
  readonly digest: string;
}

/** A head with an Ed25519 signature over {@link headText}. */
export interface SignedHead extends Head {
  /** Which key signed it. */
  readonly keyId: string;
  /** Base64url. */
  readonly signature: string;
}

/** A head as its signature covers it: fixed order, and a first word that nothing else signed begins with. */
export function headText({ kind, seq, at, link, digest }: Head, keyId: string): string {
  return JSON.stringify(['vestibule-audit-head-1', kind, seq, at, link, digest, keyId]);
}
