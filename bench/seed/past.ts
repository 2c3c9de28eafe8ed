import { randomBytes } from 'node:crypto';
import { DAY_MS } from '../../src/platform/kernel/time.ts';
import type { Bulk, Row } from './bulk.ts';

const BATCH = 5_000;
/** Newer than what is swept away. */
const REACHES_BACK_MS = 25 * DAY_MS;
const MAILS_PER_ROW = 5;

/**
 * Makes a past: `count` sealed audit rows and ended sessions, and a fifth as many mails that left. Rows are copies of the
 * newest ones that the product itself wrote.
 */
export async function makePast(bulk: Bulk, count: number, now: number): Promise<void> {
  if (count === 0) return;
  const [event] = await bulk.all("select * from audit_events where name = 'session.started' limit 1");
  const [session] = await bulk.all('select * from sessions limit 1');
  const [mail] = await bulk.all('select * from outbox limit 1');
  if (event === undefined || session === undefined || mail === undefined)
    throw new Error('nothing to copy a past from');
  const [last] = await bulk.all('select max(seq) as seq from audit_seals');
  const first = Number(last?.['seq'] ?? 0) + 1;
  await bulk.withoutIndexes(['audit_events', 'audit_seals', 'sessions', 'outbox'], async () => {
    for (let from = 0; from < count; from += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at);
      const at = (number: number) => Math.floor(now - REACHES_BACK_MS + (number / count) * REACHES_BACK_MS);
      const id = (number: number) =>
        `${at(number).toString(16)}${number.toString(16)}${randomBytes(4).toString('hex')}`;
      const events = numbers.map((number): Row => ({ ...event, id: id(number), at: at(number) }));
      await bulk.insert('audit_events', events);
      const link = randomBytes(32).toString('base64url');
      await bulk.insert(
        'audit_seals',
        events.map((row, place) => ({ seq: first + from + place, event_id: row['id'] ?? '', link })),
      );
      await bulk.insert(
        'sessions',
        numbers.map((number) => endedSession(session, id(number), at(number))),
      );
      const mails = numbers.filter((number) => number % MAILS_PER_ROW === 0);
      await bulk.insert(
        'outbox',
        mails.map((number) => goneMail(mail, id(number), at(number))),
      );
    }
  });
}

function endedSession(row: Row, id: string, at: number): Row {
  const times = { started_at: at, last_seen_at: at, ended_at: at, end_reason: 'sign-out' };
  return { ...row, id, token_hash: id, ...times, absolute_end_at: at + DAY_MS };
}

function goneMail(row: Row, id: string, at: number): Row {
  const times = { created_at: at, next_try_at: at, handed_over_at: at };
  return { ...row, id, message_sealed: null, cause: null, leased_until: null, ...times };
}
