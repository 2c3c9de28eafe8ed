import { expect, test } from 'vitest';
import { createHashQueue, type HashJob, type HashQueueLimits, type Timer } from './hash-queue.ts';

/** A timer moved by hand. */
function handTimer(): Timer & { pass(ms: number): void; readonly pending: number } {
  let now = 0;
  const due = new Map<object, { at: number; work: () => void }>();
  return {
    after(delayMs, work) {
      const handle = {};
      due.set(handle, { at: now + delayMs, work });
      return () => due.delete(handle);
    },
    pass(ms) {
      now += ms;
      for (const [handle, { at, work }] of due) {
        if (at > now) continue;
        due.delete(handle);
        work();
      }
    },
    get pending() {
      return due.size;
    },
  };
}

/** Work that ends when told to, and knows whether it was begun. */
function job() {
  const state = { begun: false, end: (_value: string) => {}, fail: (_error: Error) => {} };
  const work = () => {
    state.begun = true;
    return new Promise<string>((resolve, reject) => {
      state.end = resolve;
      state.fail = reject;
    });
  };
  return Object.assign(state, { work });
}

const stranger = (owner: string | null): HashJob => ({ owner, lane: 'unknown' });
const known = (owner: string | null): HashJob => ({ owner, lane: 'known' });
const someone = () => stranger(null);

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(limits: Partial<HashQueueLimits> = {}) {
  const timer = handTimer();
  const queue = createHashQueue({ atOnce: 2, waiting: 16, maxWaitMs: 2_000, ...limits }, timer);
  return { timer, queue };
}

test('as many jobs run at once as there are cores, the others wait their turn in order', async () => {
  const { queue } = setUp();
  const jobs = [job(), job(), job(), job()];
  const results = jobs.map((each, index) => queue.run(stranger(`account-${index}`), each.work));
  await settle();
  expect(jobs.map((each) => each.begun)).toEqual([true, true, false, false]);
  jobs[1]?.end('second');
  await settle();
  expect(jobs.map((each) => each.begun)).toEqual([true, true, true, false]);
  expect(await results[1]).toEqual({ outcome: 'done', value: 'second' });
  jobs[0]?.end('first');
  await settle();
  expect(jobs[3]?.begun).toBe(true);
});

test('a job that finds the queue full is turned away at once and never begun', async () => {
  const { queue } = setUp();
  const admitted = Array.from({ length: 2 + 16 }, job);
  for (const each of admitted) void queue.run(someone(), each.work);
  const late = job();
  expect(await queue.run(someone(), late.work)).toEqual({ outcome: 'busy', retryAfterMs: 1_000 });
  expect(late.begun).toBe(false);
  admitted[0]?.end('');
  await settle();
  void queue.run(someone(), late.work);
  await settle();
  for (const each of admitted.slice(1)) {
    each.end('');
    await settle();
  }
  expect(late.begun).toBe(true);
});

test('a job that has waited two seconds is given up and leaves its place', async () => {
  const { queue, timer } = setUp({ atOnce: 1, waiting: 1 });
  const [first, second, third] = [job(), job(), job()];
  void queue.run(stranger('a'), first.work);
  const waited = queue.run(stranger('b'), second.work);
  timer.pass(1_999);
  await settle();
  expect(await queue.run(stranger('c'), third.work)).toMatchObject({ outcome: 'busy' });
  timer.pass(1);
  expect(await waited).toEqual({ outcome: 'busy', retryAfterMs: 1_000 });
  const again = queue.run(stranger('c'), third.work);
  await settle();
  first.end('');
  await settle();
  expect(second.begun).toBe(false);
  third.end('third');
  expect(await again).toEqual({ outcome: 'done', value: 'third' });
});

test('a job that began in time is never given up and leaves no timer behind', async () => {
  const { queue, timer } = setUp({ atOnce: 1 });
  const [first, second] = [job(), job()];
  void queue.run(stranger('a'), first.work);
  const result = queue.run(stranger('b'), second.work);
  await settle();
  expect(timer.pending).toBe(1);
  first.end('');
  await settle();
  expect(timer.pending).toBe(0);
  timer.pass(10_000);
  second.end('done late');
  expect(await result).toEqual({ outcome: 'done', value: 'done late' });
});

test('a second job of the same account is turned away while the first is in the queue', async () => {
  const { queue } = setUp({ atOnce: 1 });
  const [blocker, first, second] = [job(), job(), job()];
  void queue.run(stranger('other'), blocker.work);
  const waiting = queue.run(stranger('account'), first.work);
  expect(await queue.run(stranger('account'), second.work)).toMatchObject({ outcome: 'busy' });
  blocker.end('');
  await settle();
  expect(await queue.run(stranger('account'), second.work)).toMatchObject({ outcome: 'busy' });
  first.end('');
  await waiting;
  const after = queue.run(stranger('account'), second.work);
  await settle();
  second.end('ok');
  expect(await after).toEqual({ outcome: 'done', value: 'ok' });
});

test('work that throws passes its error on and frees its place and its account', async () => {
  const { queue } = setUp({ atOnce: 1, waiting: 0 });
  const [broken, next] = [job(), job()];
  const failed = queue.run(stranger('account'), broken.work);
  await settle();
  broken.fail(new Error('no memory'));
  await expect(failed).rejects.toThrow('no memory');
  const result = queue.run(stranger('account'), next.work);
  await settle();
  next.end('ok');
  expect(await result).toEqual({ outcome: 'done', value: 'ok' });
});

/** One job runs, the others wait; ends whatever runs until all have, and says in which order they began. */
async function orderOf(queue: ReturnType<typeof setUp>['queue'], jobs: readonly (readonly [string, HashJob])[]) {
  const order: string[] = [];
  const blocker = job();
  const all = [queue.run(someone(), blocker.work)];
  for (const [name, each] of jobs) {
    all.push(
      queue.run(each, async () => {
        order.push(name);
        return name;
      }),
    );
  }
  await settle();
  blocker.end('');
  await Promise.all(all);
  return order.join(' ');
}

test('T8 four known browsers go before one stranger, who never starves, and each lane keeps its order', async () => {
  const { queue } = setUp({ atOnce: 1 });
  const strangers = ['s1', 's2', 's3'].map((name) => [name, stranger(name)] as const);
  const owners = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'].map((name) => [name, known(name)] as const);
  expect(await orderOf(queue, [...strangers, ...owners])).toBe('k1 k2 k3 k4 s1 k5 k6 s2 s3');
  expect(await orderOf(queue, [...strangers, ...owners.slice(0, 4)])).toBe('k1 k2 k3 k4 s1 s2 s3');
});

test('T8 a full queue turns its last stranger away for a known browser, and nobody for a stranger', async () => {
  const { queue } = setUp({ atOnce: 1, waiting: 2 });
  const blocker = job();
  void queue.run(someone(), blocker.work);
  const first = queue.run(stranger('first'), async () => 'first');
  const last = queue.run(stranger('last'), async () => 'last');
  const owner = queue.run(known('owner'), async () => 'owner');
  expect(await last).toEqual({ outcome: 'busy', retryAfterMs: 1_000 });
  expect(await queue.run(stranger('late'), async () => 'late')).toMatchObject({ outcome: 'busy' });
  const second = queue.run(known('second'), async () => 'second');
  expect(await first).toMatchObject({ outcome: 'busy' });
  expect(await queue.run(known('third'), async () => 'third')).toMatchObject({ outcome: 'busy' });
  await settle();
  blocker.end('');
  expect(await Promise.all([owner, second])).toEqual([
    { outcome: 'done', value: 'owner' },
    { outcome: 'done', value: 'second' },
  ]);
});

test('T8 a stranger who keeps an account’s place in the queue does not keep its known browser out', async () => {
  const { queue } = setUp();
  const guess = job();
  void queue.run(stranger('account'), guess.work);
  expect(await queue.run(stranger('account'), async () => 'again')).toMatchObject({ outcome: 'busy' });
  expect(await queue.run(known('account'), async () => 'in')).toEqual({ outcome: 'done', value: 'in' });
});
