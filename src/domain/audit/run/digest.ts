import { createHash } from 'node:crypto';
import { canonicalEvent } from '../decide/canonical.ts';
import type { AuditEvent } from '../decide/event.ts';
import { GENESIS } from './chain.ts';
import type { SealedRow } from './ports.ts';

/** A place in the chain that a walk starts from. */
export interface Place {
  readonly seq: number;
  readonly link: string;
  readonly digest: string;
}

/** Before the first row of a trail that lost nothing yet. */
export const BEGINNING: Place = { seq: 0, link: GENESIS, digest: GENESIS };

/** The next digest: SHA-256 over the one before, the number and the row, hex. No key is needed to follow it. */
export function digestAfter(previous: string, seq: number, event: AuditEvent | null, eventId: string): string {
  // A row that is gone has a digest too, so that one hole does not hide what comes after it.
  const covered = event === null ? `removed:${eventId}` : canonicalEvent(event);
  return createHash('sha256').update(`${previous}\n${seq}\n${covered}`, 'utf8').digest('hex');
}

/** The place of a row that follows `before`. */
export function placeAfter(before: Place, { seal, event }: SealedRow): Place {
  return { seq: seal.seq, link: seal.link, digest: digestAfter(before.digest, seal.seq, event, seal.eventId) };
}
