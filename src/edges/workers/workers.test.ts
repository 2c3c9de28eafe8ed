import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startWorkers } from './workers.ts';

const idle = {
  signHeads: async () => 0,
  countSignIns: async () => 0,
  countCoverage: async () => 0,
  handOver: async () => 0,
  logOut: async () => 0,
  watchResets: async () => 0,
  sweep: async () => 0,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('seals within a second, again and again', async () => {
  const seal = vi.fn(async () => 0);
  const workers = startWorkers(
    { ...idle, seal },
    () => 0.5,
    () => {},
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seal.mock.calls.length).toBeGreaterThanOrEqual(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seal.mock.calls.length).toBeGreaterThanOrEqual(5);
  await workers.stop();
});

test('goes on after an error, resting longer', async () => {
  const told: string[] = [];
  const seal = vi.fn(async () => {
    throw new Error('database away');
  });
  const workers = startWorkers(
    { ...idle, seal },
    () => 0.5,
    (job) => told.push(job),
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(told.length).toBeLessThanOrEqual(5);
  await workers.stop();
});

test('starts nothing once stopped', async () => {
  const seal = vi.fn(async () => 0);
  const workers = startWorkers(
    { ...idle, seal },
    () => 0.5,
    () => {},
  );
  await workers.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seal).not.toHaveBeenCalled();
});
