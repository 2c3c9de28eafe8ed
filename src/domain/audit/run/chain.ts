import { hmacBytes } from '../../../platform/hashing.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { canonicalEvent } from '../decide/canonical.ts';
import type { AuditEvent } from '../decide/event.ts';
import type { Seal } from './ports.ts';

/** What stands before the first link. */
export const GENESIS = '0'.repeat(64);

/** Computes links of the chain with a key that is not in the database. */
export type Link = (previous: string, seq: number, event: AuditEvent) => string;

/** Links keyed by the instance's `audit-chain` key: HMAC-SHA-256 over the previous link, the number and the row, hex. */
export function createLink(keys: Pick<KeyRing, 'derive'>): Link {
  const key = keys.derive('audit-chain', 32);
  return (previous, seq, event) => hmacBytes(key, previous, String(seq), canonicalEvent(event)).toString('hex');
}

/** Chains rows after `head`. */
export function chain(link: Link, head: Seal | null, events: readonly AuditEvent[]): readonly Seal[] {
  let previous = head?.link ?? GENESIS;
  let seq = head?.seq ?? 0;
  return events.map((event) => {
    seq += 1;
    previous = link(previous, seq, event);
    return { seq, eventId: event.id, link: previous };
  });
}
