import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Sealing } from '../../../platform/keys.ts';
import type { Session } from '../../sessions/decide/session.ts';

/** How long a page on which something is added stays good. */
const TICKET_MS = 30 * MINUTE_MS;

/** What a page carries until it comes back: nothing of it is stored, and it opens in this session only. */
export interface Ticket {
  /** The id that the new row will have, so that what comes back twice is stored once. */
  readonly id: string;
  /** The new secret; '' where there is none before the answer. */
  readonly pending: string;
}

/** Names what a ticket is for: one page's opens on no other. */
export type TicketPurpose = 'app' | 'passkey' | 'security-key' | 'recovery-code';

/** Seals a ticket for its page. */
export function sealTicket(
  sealing: Sealing,
  session: Session,
  purpose: TicketPurpose,
  ticket: Ticket,
  now: EpochMs,
): string {
  return sealing.seal(JSON.stringify({ ...ticket, until: now + TICKET_MS }), contextOf(session, purpose));
}

/** Opens what came back; null: of another session or page, changed, or too old. */
export function openTicket(
  sealing: Sealing,
  session: Session,
  purpose: TicketPurpose,
  sealed: string,
  now: EpochMs,
): Ticket | null {
  const opened = opens(sealing, sealed, contextOf(session, purpose));
  return opened === null || opened.until <= now ? null : opened;
}

function opens(sealing: Sealing, sealed: string, context: string): (Ticket & { readonly until: EpochMs }) | null {
  try {
    return JSON.parse(sealing.open(sealed, context));
  } catch {
    // Whatever it was, it is none of ours for this page.
    return null;
  }
}

function contextOf({ id }: Session, purpose: TicketPurpose): string {
  return `self-service/${id}/${purpose}`;
}
