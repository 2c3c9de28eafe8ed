import { expect, it } from 'vitest';
import { createJobs, type Report, stateOf } from '../../domain/jobs/run/jobs.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Storage } from '../open.ts';
import { onBothEngines } from './engines.ts';
import { NOW } from './fixtures.ts';

/** A clock that is moved, jobs over a storage, and what they met. */
function jobsOn(storage: Storage, clock: { now(): number } = { now: () => NOW }) {
  const trouble: unknown[] = [];
  const jobs = createJobs({
    jobStore: storage.jobStore,
    clock,
    random: systemRandom,
    onTrouble: (_, error) => trouble.push(error),
  });
  return { jobs, trouble };
}

/** Work that goes on until it is let go, holding its report. */
function heldWork() {
  const reported = Promise.withResolvers<Report>();
  const release = Promise.withResolvers<unknown>();
  const work = (report: Report) => {
    reported.resolve(report);
    return release.promise;
  };
  return { work, report: reported.promise, finish: release.resolve };
}

async function all(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

onBothEngines('a job', (open) => {
  it('says how far it is, what it told, who began it and what it came to', async () => {
    const { storage } = await open();
    const { jobs } = jobsOn(storage);
    const held = heldWork();
    const started = await jobs.start('import', 'amara', held.work);
    const id = started.ok ? started.value : '';
    const report = await held.report;
    for (let line = 1; line <= 120; line += 1) await report(line / 240, `line ${line}`);
    const going = await jobs.newest('import');
    expect(going).toMatchObject({ id, startedBy: 'amara', perMille: 500, endedAt: null, result: null });
    held.finish({ counted: 120 });
    await jobs.stop();
    const over = await jobs.byId(id);
    expect(over).toMatchObject({ endedAt: NOW, result: '{"counted":120}' });
    expect(over !== null && stateOf(over, NOW)).toBe('done');
    expect(await all(jobs.told(id))).toEqual(Array.from({ length: 120 }, (_, at) => `line ${at + 1}`));
    expect(await jobs.byId('unknown')).toBeNull();
    expect(await jobs.newest('audit-check')).toBeNull();
  });

  it('of one kind goes on once, however many ask at once and wherever', async () => {
    const opened = await open();
    const [one, two] = [jobsOn(opened.storage), jobsOn(opened.another().storage)];
    const held = heldWork();
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, at) => (at % 2 ? one : two).jobs.start('import', 'amara', held.work)),
    );
    expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
    const other = heldWork();
    expect((await one.jobs.start('audit-check', 'amara', other.work)).ok).toBe(true);
    held.finish(null);
    other.finish(null);
    await Promise.all([one.jobs.stop(), two.jobs.stop()]);
  });

  it('that nobody heard of for a minute is broken, and gives way; whoever still does it is told to end', async () => {
    const { storage } = await open();
    let now = NOW;
    const { jobs, trouble } = jobsOn(storage, { now: () => now });
    const lost = heldWork();
    const first = await jobs.start('import', 'amara', lost.work);
    const report = await lost.report;
    now += MINUTE_MS;
    const silent = await jobs.newest('import');
    expect(silent !== null && stateOf(silent, now)).toBe('broken');
    expect(silent !== null && stateOf(silent, now - 1)).toBe('running');
    now += 1;
    const second = heldWork();
    expect((await jobs.start('import', 'ben', second.work)).ok).toBe(true);
    await expect(report(0.9)).rejects.toThrow();
    lost.finish('too late');
    second.finish('done');
    await jobs.stop();
    expect((await jobs.byId(first.ok ? first.value : ''))?.result).toBeNull();
    expect(trouble).toEqual([]);
  });

  it('that fails or is told to stop has no result, and only a failure is trouble', async () => {
    const { storage } = await open();
    const { jobs, trouble } = jobsOn(storage);
    const failing = new Error('the disk is full');
    await jobs.start('import', 'amara', () => Promise.reject(failing));
    const held = heldWork();
    const stopped = await jobs.start('audit-check', 'amara', async (report) => {
      await held.work(report);
      await report(1);
    });
    await held.report;
    const stop = jobs.stop();
    held.finish(null);
    await stop;
    expect(trouble).toEqual([failing]);
    for (const kind of ['import', 'audit-check'] as const) {
      const job = await jobs.newest(kind);
      expect(job !== null && stateOf(job, NOW)).toBe('broken');
    }
    expect(stopped.ok).toBe(true);
  });
});
