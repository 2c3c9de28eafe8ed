import { headText, type SignedHead } from '../decide/head.ts';
import { BEGINNING, digestAfter } from './digest.ts';
import type { ExportedRow } from './read.ts';

/** Findings that are told one by one; more are only counted. */
const FINDINGS_MAX = 100;

/** Something in an export that is not as the trail was when a head was signed. */
export type ExportFinding =
  /** A row's digest does not follow from it and the row before: it was changed, or put in. */
  | { readonly kind: 'row-changed'; readonly seq: number; readonly eventId: string }
  /** The row was gone already when the export was made. */
  | { readonly kind: 'row-removed'; readonly seq: number; readonly eventId: string }
  /** Numbers are missing. `seq` is the first one missing. */
  | { readonly kind: 'rows-missing'; readonly seq: number; readonly count: number }
  /** A row stands after one of a higher or the same number. */
  | { readonly kind: 'row-misplaced'; readonly seq: number; readonly eventId: string }
  /** These rows follow one another, but not as when the head was signed: something among them was written anew. */
  | { readonly kind: 'rewritten'; readonly from: number; readonly seq: number }
  /** The head covers rows that the export ends before. */
  | { readonly kind: 'cut-off'; readonly from: number; readonly seq: number }
  /** The first row is not number 1, and nothing signed says that the trail starts there. */
  | { readonly kind: 'start-missing'; readonly seq: number }
  /** No key confirms the signature. */
  | { readonly kind: 'head-forged'; readonly seq: number };

/** What a walk over an export found. */
export interface ExportVerification {
  readonly checked: number;
  /** Heads that the rows were compared with. */
  readonly compared: number;
  /** Number of the first row. */
  readonly first: number;
  /** Up to here the rows are what was signed; rows after it only follow one another. */
  readonly signedTo: number;
  readonly last: number;
  /** At most the first hundred. */
  readonly findings: readonly ExportFinding[];
  readonly findingCount: number;
}

/**
 * Compares an export with heads that were signed earlier. Needs no database and no secret. `check` tells whether a trusted
 * key signed a text. Throws on rows without digests: those of a part of the trail.
 */
export async function verifyExport(
  rows: AsyncIterable<ExportedRow>,
  heads: readonly SignedHead[],
  check: (text: string, signature: string) => boolean,
): Promise<ExportVerification> {
  const walk = new Walk(trusted(heads, check));
  for (const head of heads) if (!isTrusted(head, check)) walk.add({ kind: 'head-forged', seq: head.seq });
  for await (const row of rows) walk.take(row);
  return walk.end();
}

class Walk {
  readonly #heads: readonly SignedHead[];
  readonly #kept: ExportFinding[] = [];
  #count = 0;
  #checked = 0;
  #compared = 0;
  #first = 0;
  #seq = 0;
  /** Null: where the export begins is not known to be signed, so its first row follows from nothing. */
  #digest: string | null = BEGINNING.digest;
  #signedTo = 0;

  constructor(heads: readonly SignedHead[]) {
    this.#heads = heads;
  }

  add(finding: ExportFinding): void {
    this.#count += 1;
    if (this.#kept.length < FINDINGS_MAX) this.#kept.push(finding);
  }

  take({ seal, event, digest }: ExportedRow): void {
    if (digest === null) throw new Error('audit: rows without digests cannot be verified');
    if (this.#checked === 0) this.#begin(seal.seq);
    this.#checked += 1;
    const { seq, eventId } = seal;
    if (seq <= this.#seq) return this.add({ kind: 'row-misplaced', seq, eventId });
    const missing = seq - this.#seq - 1;
    if (missing > 0) this.add({ kind: 'rows-missing', seq: this.#seq + 1, count: missing });
    if (event === null) this.add({ kind: 'row-removed', seq, eventId });
    else if (missing === 0 && this.#digest !== null && digestAfter(this.#digest, seq, event, eventId) !== digest) {
      this.add({ kind: 'row-changed', seq, eventId });
    }
    // The walk goes on from what the row states, so that one change is not told for all rows after it.
    this.#seq = seq;
    this.#digest = digest;
    this.#compare();
  }

  end(): ExportVerification {
    const furthest = Math.max(0, ...this.#heads.map(({ seq }) => seq));
    if (furthest > this.#seq) this.add({ kind: 'cut-off', from: this.#seq + 1, seq: furthest });
    return {
      checked: this.#checked,
      compared: this.#compared,
      first: this.#first,
      signedTo: this.#signedTo,
      last: this.#seq,
      findings: this.#kept,
      findingCount: this.#count,
    };
  }

  #begin(seq: number): void {
    this.#first = seq;
    if (seq <= 1) return;
    const start = this.#heads.find((head) => head.kind === 'start' && head.seq === seq - 1);
    if (start === undefined) return this.#lostStart(seq);
    this.#seq = start.seq;
    this.#digest = start.digest;
    this.#signedTo = start.seq;
  }

  #lostStart(seq: number): void {
    this.add({ kind: 'start-missing', seq });
    this.#seq = seq - 1;
    this.#digest = null;
  }

  #compare(): void {
    for (const head of this.#heads) {
      if (head.seq !== this.#seq) continue;
      this.#compared += 1;
      if (head.digest !== this.#digest) this.add({ kind: 'rewritten', from: this.#signedTo + 1, seq: head.seq });
      else this.#signedTo = head.seq;
    }
  }
}

function trusted(heads: readonly SignedHead[], check: (text: string, signature: string) => boolean) {
  const kept = heads.filter((head) => isTrusted(head, check));
  // A file may hold a head twice: it was handed out again after a crash.
  return [...new Map(kept.map((head) => [`${head.kind} ${head.seq} ${head.digest}`, head])).values()];
}

function isTrusted(head: SignedHead, check: (text: string, signature: string) => boolean): boolean {
  return check(headText(head, head.keyId), head.signature);
}
