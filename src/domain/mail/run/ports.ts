import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { MailKind, OutboxMessage } from '../decide/message.ts';

/** A message that this process holds until its lease ends. */
export interface LeasedMessage {
  readonly id: string;
  readonly accountId: AccountId | null;
  readonly kind: MailKind;
  /** How often it was taken, this time included; settling works only while it stands. */
  readonly tries: number;
  readonly notAfter: EpochMs | null;
  /** Null when it does not open with this instance's keys. */
  readonly message: OutboxMessage | null;
}

/** What became of a message. The first two erase its content. */
export type Settlement =
  | { readonly kind: 'handed-over'; readonly at: EpochMs; readonly audit: AuditEvent }
  | { readonly kind: 'given-up'; readonly at: EpochMs; readonly audit: AuditEvent }
  | { readonly kind: 'again'; readonly at: EpochMs };

/** Messages that wait. */
export interface OutboxQueue {
  /** Takes due messages until `leaseUntil`. Each goes to one caller, and to another only after that. */
  lease(now: EpochMs, leaseUntil: EpochMs, limit: number): Promise<readonly LeasedMessage[]>;
  /** One transaction; false, and nothing happens, when somebody else has taken it since. */
  settle(id: string, tries: number, settlement: Settlement): Promise<boolean>;
  /** How many wait, since when the oldest does, and how many failed after `failedSince`. */
  state(failedSince: EpochMs): Promise<OutboxState>;
  /** Deletes settled messages created before; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

/** What `doctor` asks. */
export interface OutboxState {
  readonly waiting: number;
  readonly oldestAt: EpochMs | null;
  readonly failed: number;
}

/** A mail as it is handed over. */
export interface RenderedMail {
  /** Follows from the outbox row: a mail sent twice is recognized. Without angle brackets. */
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly locale: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Puts a message into words. */
export type Renderer = (message: OutboxMessage) => RenderedMail;

/** How handing over ended. `reason` names a cause such as `smtp-450` or `connection`, never an address. */
export type Delivery =
  | { readonly outcome: 'handed-over' }
  | { readonly outcome: 'later'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Hands mail over. Never rejects. */
export interface Transport {
  send(mail: RenderedMail): Promise<Delivery>;
}
