import { delimiterOf } from '../decide/columns.ts';

/** Why a record could not be cut out of the file. */
export type RecordProblem = 'line-too-long' | 'not-utf8' | 'quote-open';

/** One record and the line that it begins on, from 1; for the whole file the bytes that came before its end. */
export type FileRecord =
  | { readonly line: number; readonly text: string; readonly bytesRead: number }
  | { readonly line: number; readonly problem: RecordProblem; readonly bytesRead: number };

/** How records end: at a line break, or in CSV at a line break outside of quotes. */
export type RecordForm = 'csv' | 'jsonl';

/** Longest record in bytes. Nothing that a row can say comes near. */
export const RECORD_BYTES_MAX = 16_384;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a file into records, whatever is in it, and never holds more than one record and one chunk. A record that is too long or
 * whose quote is never closed is given up at its first line break: what follows is read as if it had not been there.
 */
export async function* recordsOf(bytes: AsyncIterable<Uint8Array>, form: RecordForm): AsyncGenerator<FileRecord> {
  const cutter = new Cutter(form);
  for await (const chunk of bytes) yield* cutter.take(chunk);
  yield* cutter.end();
}

class Cutter {
  readonly #form: RecordForm;
  #pending: Buffer = Buffer.alloc(0);
  #line = 1;
  #bytesRead = 0;
  #begun = false;
  /** The rest of a line that is too long goes by unread. */
  #skipping = false;
  /** CSV: the byte that parts cells, once the first record told. */
  #delimiter: number | null = null;

  constructor(form: RecordForm) {
    this.#form = form;
  }

  *take(chunk: Uint8Array): Generator<FileRecord> {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    if (!this.#begun && this.#pending.length < BYTE_ORDER_MARK.length) return;
    this.#begin();
    yield* this.#cut(false);
  }

  *end(): Generator<FileRecord> {
    this.#begin();
    yield* this.#cut(true);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    if (!this.#pending.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) return;
    this.#pending = this.#pending.subarray(BYTE_ORDER_MARK.length);
    this.#bytesRead += BYTE_ORDER_MARK.length;
  }

  *#cut(last: boolean): Generator<FileRecord> {
    while (this.#pending.length > 0) {
      const found = this.#next(last);
      if (found === 'more') return;
      if (found !== null) yield found;
    }
  }

  /** Takes one record, or null for what is none; `more`: its end has not come yet. */
  #next(last: boolean): FileRecord | 'more' | null {
    const lineBreak = this.#pending.indexOf(LF);
    const lineEnd = lineBreak === -1 ? this.#pending.length : lineBreak;
    if (this.#skipping) {
      this.#skipping = lineBreak === -1;
      this.#forget(lineEnd);
      return null;
    }
    const { length, open } = recordEnd(this.#pending, this.#delimiter);
    const known = length === -1 ? this.#pending.length : length;
    if (known > RECORD_BYTES_MAX) {
      this.#skipping = lineBreak === -1;
      return this.#giveUp(lineEnd > RECORD_BYTES_MAX ? 'line-too-long' : 'quote-open', lineEnd);
    }
    if (length === -1 && !last) return 'more';
    return length === -1 && open ? this.#giveUp('quote-open', lineEnd) : this.#record(known);
  }

  #record(length: number): FileRecord | null {
    const raw = this.#pending.subarray(0, length);
    const line = this.#line;
    this.#forget(length);
    const text = decoded(raw.at(-1) === CR ? raw.subarray(0, -1) : raw);
    if (text === null) return { line, problem: 'not-utf8', bytesRead: this.#bytesRead };
    if (text.trim() === '') return null;
    if (this.#form === 'csv') this.#delimiter ??= delimiterOf(text).charCodeAt(0);
    return { line, text, bytesRead: this.#bytesRead };
  }

  #giveUp(problem: RecordProblem, length: number): FileRecord {
    const line = this.#line;
    this.#forget(length);
    return { line, problem, bytesRead: this.#bytesRead };
  }

  /** Drops bytes and the line break after them. */
  #forget(length: number): void {
    const dropped = this.#pending.subarray(0, length + 1);
    for (const byte of dropped) if (byte === LF) this.#line++;
    this.#bytesRead += dropped.length;
    this.#pending = this.#pending.subarray(dropped.length);
  }
}

/** Where the first record ends, −1: not yet; `open`: within quotes. `delimiter` null: at the first line break. */
function recordEnd(bytes: Buffer, delimiter: number | null): { readonly length: number; readonly open: boolean } {
  if (delimiter === null) return { length: bytes.indexOf(LF), open: false };
  let place: CellPlace = 'begins';
  const until = Math.min(bytes.length, RECORD_BYTES_MAX + 1);
  for (let at = 0; at < until; at++) {
    const byte = bytes[at];
    if (byte === LF && place !== 'open') return { length: at, open: false };
    place = placeAfter(place, byte, delimiter);
  }
  return { length: -1, open: place === 'open' };
}

/** Where in a cell one is: quotes mean something at its beginning only. */
type CellPlace = 'begins' | 'bare' | 'open' | 'closed';

function placeAfter(place: CellPlace, byte: number | undefined, delimiter: number): CellPlace {
  if (place === 'open') return byte === QUOTE ? 'closed' : 'open';
  // A quote after a closing one: a doubled one, which closed nothing.
  if (byte === QUOTE && place !== 'bare') return 'open';
  return byte === delimiter ? 'begins' : 'bare';
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
