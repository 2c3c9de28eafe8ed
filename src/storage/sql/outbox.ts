import type { Selectable } from 'kysely';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { HandOver, OutboxMessage } from '../../domain/mail/decide/message.ts';
import type { Sealing } from '../../platform/keys.ts';
import type { OutboxTable } from '../tables.ts';
import type { Trx } from './tx.ts';

/** Hides recipient, language and content of a message that waits. */
export type SealMessage = (message: OutboxMessage) => string;

/** What is sealed in a row. */
type SealedPart = Pick<OutboxMessage, 'to' | 'locale' | 'content'>;

/** Seals messages, each for its own row. */
export function messageSealer(sealing: Sealing): SealMessage {
  return ({ id, to, locale, content }) => sealing.seal(JSON.stringify({ to, locale, content }), messageContext(id));
}

/**
 * Puts messages into the outbox in the transaction of what they tell about. They may be handed over at once. One whose cause
 * was told of before is left out, also when two nodes tell of it at the same moment.
 */
export async function insertOutbox(
  trx: Trx,
  messages: readonly OutboxMessage[],
  sealMessage: SealMessage,
): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => outboxRow(message, sealMessage));
  await trx
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('cause').doNothing())
    .execute();
}

/** Opens a row's message; null once it was erased. Throws when the text was changed or moved to another row. */
export function outboxMessageOf(
  row: Pick<Selectable<OutboxTable>, 'id' | 'account_id' | 'message_sealed' | 'created_at' | 'not_after'>,
  sealing: Sealing,
): OutboxMessage | null {
  if (row.message_sealed === null) return null;
  const part = JSON.parse(sealing.open(row.message_sealed, messageContext(row.id))) as SealedPart;
  return {
    id: row.id,
    accountId: row.account_id as AccountId | null,
    createdAt: row.created_at,
    notAfter: row.not_after,
    ...part,
  };
}

/**
 * Where a message is. One that was given up at or after its end expired; before it, it failed. One that a try could not
 * hand over is told as failed too: it is tried again, but whoever waits for a code should not.
 */
export function handOverOf(
  row: Pick<Selectable<OutboxTable>, 'handed_over_at' | 'failed_at' | 'not_after' | 'tries' | 'leased_until'>,
): HandOver {
  if (row.handed_over_at !== null) return 'handed-over';
  if (row.failed_at !== null) return row.not_after !== null && row.failed_at >= row.not_after ? 'expired' : 'failed';
  const triedBefore = row.tries > (row.leased_until === null ? 0 : 1);
  return triedBefore ? 'failed' : 'waiting';
}

function outboxRow(message: OutboxMessage, sealMessage: SealMessage): OutboxTable {
  return {
    id: message.id,
    account_id: message.accountId,
    kind: message.content.kind,
    message_sealed: sealMessage(message),
    cause: message.cause ?? null,
    created_at: message.createdAt,
    not_after: message.notAfter,
    next_try_at: message.createdAt,
    tries: 0,
    leased_until: null,
    handed_over_at: null,
    failed_at: null,
  };
}

function messageContext(id: string): string {
  return `outbox/${id}`;
}
