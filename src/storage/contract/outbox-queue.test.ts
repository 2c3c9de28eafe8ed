import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { OutboxMessage } from '../../domain/mail/decide/message.ts';
import { RETRY_WAITS_MS } from '../../domain/mail/decide/retry.ts';
import { createOutbox, type Outbox } from '../../domain/mail/run/outbox.ts';
import type { Delivery } from '../../domain/mail/run/ports.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { insertOutbox, messageSealer } from '../sql/outbox.ts';
import { type Db, inTransaction } from '../sql/tx.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { message, NOW } from './fixtures.ts';

onBothEngines('the outbox', (open) => {
  it('hands a message over once, erases its content and records it', async () => {
    const { storage, db } = await open();
    const waiting = message(null);
    await put(db, waiting);
    const { outbox, sent } = runnerOn(storage);
    expect(await outbox.run()).toBe(1);
    expect(await outbox.run()).toBe(0);
    expect(sent).toEqual([waiting.id]);
    expect(await rowOf(db, waiting)).toMatchObject({ message_sealed: null, handed_over_at: NOW, leased_until: null });
    expect(await events(db)).toEqual([
      { name: 'mail.handed-over', details: { messageId: waiting.id, kind: 'reset-cancelled', tries: 1 } },
    ]);
  });

  it('never hands a message to two nodes at once', async () => {
    const opened = await open();
    const messages = Array.from({ length: 40 }, () => message(null));
    await put(opened.db, ...messages);
    const nodes = [opened.storage, opened.another().storage, opened.another().storage].map((node) => runnerOn(node));
    await Promise.all(nodes.map(({ outbox }) => outbox.run()));
    const sent = nodes.flatMap((node) => node.sent);
    expect(sent.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
  });

  it('takes one message of a cause, also from two nodes at once and after it was handed over, and every one without', async () => {
    const opened = await open();
    const nodes = [opened.db, opened.another().db, opened.db, opened.another().db];
    const cause = 'wrong-second-proof/amara/20000';
    await Promise.all(nodes.map((db) => put(db, message(null, { cause }), message(null))));
    const { outbox, sent } = runnerOn(opened.storage);
    await outbox.run();
    expect(sent).toHaveLength(1 + nodes.length);
    await put(opened.db, message(null, { cause }), message(null, { cause: 'wrong-second-proof/amara/20001' }));
    expect(await outbox.run()).toBe(1);
  });

  it('tries again after growing waits, also in a new process, and gives up in the end', async () => {
    const { storage, db } = await open();
    const waiting = message(null);
    await put(db, waiting);
    let now = NOW;
    for (const wait of RETRY_WAITS_MS) {
      const process = runnerOn(storage, { now: () => now, delivery: { outcome: 'later', reason: 'connection' } });
      await process.outbox.run();
      await process.outbox.run();
      expect(process.sent).toHaveLength(1);
      now += wait;
      expect(await rowOf(db, waiting)).toMatchObject({ next_try_at: now, failed_at: null });
    }
    await runnerOn(storage, { now: () => now, delivery: { outcome: 'later', reason: 'connection' } }).outbox.run();
    expect(await rowOf(db, waiting)).toMatchObject({ failed_at: now, message_sealed: null });
    expect(await events(db)).toMatchObject([{ name: 'mail.failed', details: { reason: 'connection', tries: 13 } }]);
  });

  it('gives up at once when the server refuses the message for good', async () => {
    const { storage, db } = await open();
    const waiting = message(null);
    await put(db, waiting);
    await runnerOn(storage, { delivery: { outcome: 'refused', reason: 'smtp-550' } }).outbox.run();
    expect(await rowOf(db, waiting)).toMatchObject({ failed_at: NOW, message_sealed: null });
    expect(await events(db)).toMatchObject([{ name: 'mail.failed', details: { reason: 'smtp-550' } }]);
  });

  it('never hands over an expired message, and erases it', async () => {
    const { storage, db } = await open();
    const code = message(null, { notAfter: NOW + 1_000 });
    await put(db, code);
    const late = runnerOn(storage, { now: () => NOW + 1_000 });
    await late.outbox.run();
    expect(late.sent).toEqual([]);
    expect(await rowOf(db, code)).toMatchObject({ failed_at: NOW + 1_000, message_sealed: null });
    expect(await events(db)).toMatchObject([{ name: 'mail.failed', details: { reason: 'expired' } }]);
  });

  it('lets another node take over when the one that took a message is gone', async () => {
    const { storage, db } = await open();
    const waiting = message(null);
    await put(db, waiting);
    const [taken] = await storage.outbox.lease(NOW, NOW + MINUTE_MS, 10);
    expect(await storage.outbox.lease(NOW + MINUTE_MS - 1, NOW + 2 * MINUTE_MS, 10)).toEqual([]);
    const [again] = await storage.outbox.lease(NOW + MINUTE_MS, NOW + 2 * MINUTE_MS, 10);
    expect([taken?.tries, again?.tries]).toEqual([1, 2]);
    const settled = { kind: 'again', at: NOW } as const;
    expect(await storage.outbox.settle(waiting.id, 1, settled)).toBe(false);
    expect(await storage.outbox.settle(waiting.id, 2, settled)).toBe(true);
    expect(await storage.outbox.settle(waiting.id, 2, settled)).toBe(false);
  });

  it('gives up a message that does not open, and goes on with the next', async () => {
    const { storage, db } = await open();
    const [moved, fine] = [message(null, { createdAt: NOW - 1 }), message(null)];
    await put(db, moved, fine);
    await db.updateTable('outbox').set({ message_sealed: 'changed' }).where('id', '=', moved.id).execute();
    const { outbox, sent } = runnerOn(storage);
    await outbox.run();
    expect(sent).toEqual([fine.id]);
    expect(await rowOf(db, moved)).toMatchObject({ failed_at: NOW });
  });

  it('counts a defect of one message as a failed try and tells it', async () => {
    const { storage, db } = await open();
    const waiting = message(null);
    await put(db, waiting);
    const { outbox, errors } = runnerOn(storage, { render: 'throws' });
    await outbox.run();
    expect(errors).toHaveLength(1);
    expect(await rowOf(db, waiting)).toMatchObject({ next_try_at: NOW + (RETRY_WAITS_MS[0] ?? 0), leased_until: null });
  });

  it('looks again when it is kicked while it runs', async () => {
    const { storage, db } = await open();
    await put(db, message(null));
    const late = message(null);
    const { outbox, sent } = runnerOn(storage, {
      onSend: async (count) => {
        if (count > 1) return;
        await put(db, late);
        outbox.kick();
      },
    });
    outbox.kick();
    await outbox.idle();
    expect(sent).toHaveLength(2);
  });

  it('tells what waits and what failed, and purges only what is settled', async () => {
    const { storage, db } = await open();
    const [first, second, third] = [message(null), message(null), message(null, { createdAt: NOW + 5 })];
    await put(db, first, second, third);
    await db
      .updateTable('outbox')
      .set({ failed_at: NOW + 1 })
      .where('id', '=', first.id)
      .execute();
    expect(await storage.outbox.state(NOW)).toEqual({ waiting: 2, oldestAt: NOW, failed: 1 });
    expect(await storage.outbox.state(NOW + 1)).toMatchObject({ failed: 0 });
    expect(await storage.outbox.purge(NOW + 1)).toBe(1);
    expect(await storage.outbox.state(NOW)).toEqual({ waiting: 2, oldestAt: NOW, failed: 0 });
  });
});

interface RunnerOptions {
  readonly now?: () => number;
  readonly delivery?: Delivery;
  readonly render?: 'throws';
  readonly onSend?: (count: number) => Promise<void>;
}

function runnerOn(
  storage: Storage,
  options: RunnerOptions = {},
): { outbox: Outbox; sent: string[]; errors: unknown[] } {
  const sent: string[] = [];
  const errors: unknown[] = [];
  const clock = { now: options.now ?? (() => NOW) };
  const outbox = createOutbox({
    queue: storage.outbox,
    render: ({ id, to, locale }) => {
      if (options.render === 'throws') throw new Error('cannot be put into words');
      return { messageId: id, to, locale, subject: '', text: '', html: '' };
    },
    transport: {
      send: async ({ messageId }) => {
        sent.push(messageId);
        await options.onSend?.(sent.length);
        return options.delivery ?? { outcome: 'handed-over' };
      },
    },
    auditor: createAuditor({ sealing: plainSealing, random: { bytes: randomBytes }, clock }),
    clock,
    onError: (error) => errors.push(error),
  });
  return { outbox, sent, errors };
}

async function put(db: Db, ...messages: readonly OutboxMessage[]): Promise<void> {
  await inTransaction(db, (trx) => insertOutbox(trx, messages, messageSealer(plainSealing)));
}

function rowOf(db: Db, { id }: OutboxMessage) {
  return db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function events(db: Db) {
  const rows = await db.selectFrom('audit_events').select(['name', 'details']).orderBy('at').execute();
  return rows.map((row) => ({ name: row.name, details: JSON.parse(row.details) as unknown }));
}
