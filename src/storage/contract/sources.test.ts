import { expect, it } from 'vitest';
import { createAuditor } from '../../domain/audit/run/write.ts';
import { createSources } from '../../domain/throttling/run/sources.ts';
import { HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { systemRandom } from '../../platform/random.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { event, NOW } from './fixtures.ts';

const CONTENDERS = 50;
const MINUTE = NOW - (NOW % MINUTE_MS);
const one = { key: 'network:192.0.2.7', keptMs: 10 * MINUTE_MS };
const other = { key: 'passwords', keptMs: HOUR_MS };

onBothEngines('the tallies of failures', (open) => {
  it('T7 of many at once, on two nodes, each reads another sum, and none is lost', async () => {
    const first = await open();
    const nodes = [first, first.another()] as const;
    const sums = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, at) =>
        (nodes[at % 2] ?? first).storage.tallies.add(at % 3 === 0 ? [one, other] : [other, one], MINUTE, MINUTE),
      ),
    );
    const ofOne = sums.map((sum, at) => sum[at % 3 === 0 ? 0 : 1] ?? 0);
    expect(ofOne.toSorted((a, b) => a - b)).toEqual(Array.from({ length: CONTENDERS }, (_, at) => at + 1));
    expect(await first.storage.tallies.sums([one.key, other.key, 'none'], MINUTE)).toEqual([50, 50, 0]);
  });

  it('count what lies in the window, and take back no more than was counted', async () => {
    const { tallies } = (await open()).storage;
    await tallies.add([one], MINUTE - MINUTE_MS, MINUTE);
    expect(await tallies.add([one], MINUTE, MINUTE)).toEqual([1]);
    expect(await tallies.add([one], MINUTE, MINUTE - MINUTE_MS)).toEqual([3]);
    for (let time = 0; time < 3; time++) await tallies.takeBack([one, { ...one, key: 'none' }], MINUTE);
    expect(await tallies.sums([one.key], MINUTE - MINUTE_MS)).toEqual([1]);
  });

  it('T7 sum up past windows, without the one that runs and without quiet ones', async () => {
    const { tallies } = (await open()).storage;
    const width = 10 * MINUTE_MS;
    const end = NOW - (NOW % width);
    for (const slot of [end - 1 - 3 * width, end - 2 * width, end - 2 * width + MINUTE_MS, end - MINUTE_MS, end]) {
      await tallies.add([other], slot - (slot % MINUTE_MS), end);
    }
    const sums = await tallies.windows(other.key, width, end - 3 * width, end);
    expect(sums.toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('T7 tell an alarm once, with its event or not at all', async () => {
    const first = await open();
    const second = first.another();
    const told = event(null);
    const events = [told, ...Array.from({ length: 9 }, () => event(null))];
    const answers = await Promise.all(
      events.map((each, at) => (at % 2 ? first : second).storage.tallies.once(other, MINUTE, each)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await first.db.selectFrom('audit_events').select('id').execute()).toHaveLength(1);
    // The row of an event that is there already cannot be written again.
    const again = events[answers.indexOf(true)] ?? told;
    await expect(first.storage.tallies.once(other, MINUTE + HOUR_MS, again)).rejects.toThrow();
    expect(await first.storage.tallies.sums([other.key], MINUTE + HOUR_MS)).toEqual([0]);
  });
});

onBothEngines('the proofs of work that were used', (open) => {
  it('T7 count once, however many hand one in at once on two nodes', async () => {
    const first = await open();
    const nodes = [first, first.another()];
    const spent = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, at) => (nodes[at % 2] ?? first).storage.spentWork.spend('found', NOW)),
    );
    expect(spent.filter(Boolean)).toHaveLength(1);
    expect(await first.storage.spentWork.spend('another', NOW)).toBe(true);
  });
});

onBothEngines('failures by source', (open) => {
  const limits = { ofNetwork: 30, overall: 200 };

  async function sourcesOf() {
    const { storage, db, another } = await open();
    const alarms: unknown[] = [];
    const on = (tallies: typeof storage.tallies) =>
      createSources({
        tallies,
        limits,
        auditor: createAuditor({ sealing: plainSealing, random: systemRandom, clock: { now: () => NOW } }),
        tell: (alarm) => void alarms.push(alarm),
      });
    return { nodes: [on(storage.tallies), on(another().storage.tallies)] as const, alarms, db };
  }

  it('T7 let exactly 30 of many at once pass without work, on two nodes together', async () => {
    const { nodes } = await sourcesOf();
    const asked = await Promise.all(
      Array.from({ length: 80 }, (_, at) => nodes[at % 2 === 0 ? 0 : 1].count('192.0.2.7', NOW)),
    );
    expect(asked.filter((hardness) => hardness === null)).toHaveLength(30);
    expect(await nodes[0].hardness('192.0.2.7', NOW)).toBe(60_000);
    expect(await nodes[0].hardness('192.0.2.8', NOW)).toBeNull();
    expect(await nodes[1].hardness('192.0.2.7', NOW + 10 * MINUTE_MS)).toBeNull();
  });

  it('A25 an attacker who rotates through the networks of one IPv6 site is one source', async () => {
    const { nodes } = await sourcesOf();
    for (let host = 0; host < 30; host++) {
      expect(await nodes[0].count(`2001:db8:1:${(host * 7).toString(16)}::/64`, NOW)).toBeNull();
    }
    expect(await nodes[0].hardness('2001:db8:1:ffff::/64', NOW)).toBe(30_000);
    expect(await nodes[0].hardness('2001:db8:2:1::/64', NOW)).toBeNull();
  });

  it('T7 of all together ask everybody for work, raise one alarm an hour, and what is usual moves the limit', async () => {
    const { nodes, alarms, db } = await sourcesOf();
    for (let at = 0; at < 200; at++) await nodes[at % 2 === 0 ? 0 : 1].count(`198.51.100.${at}`, NOW);
    expect(await nodes[0].hardness('203.0.113.1', NOW)).toBe(30_000);
    expect(alarms).toEqual([]);
    expect(await nodes[0].count('203.0.113.2', NOW)).toBe(30_000);
    await nodes[1].count('203.0.113.3', NOW);
    expect(alarms).toEqual([{ about: 'passwords', failures: 201, limit: 200 }]);
    const told = await db.selectFrom('audit_events').select(['name', 'details']).execute();
    expect(told.map(({ name }) => name)).toEqual(['throttling.alarm']);
    await nodes[0].count('203.0.113.3', NOW + HOUR_MS);
    expect(alarms).toHaveLength(1);
    await nodes[0].takeBack('203.0.113.2', NOW);
    await nodes[0].takeBack('203.0.113.3', NOW);
    expect(await nodes[0].count('203.0.113.9', NOW + 10 * MINUTE_MS)).toBeNull();
  });

  it('T7 wrong second factors raise an alarm above twenty an hour', async () => {
    const { nodes, alarms } = await sourcesOf();
    for (let at = 0; at < 20; at++) await nodes[at % 2 === 0 ? 0 : 1].proofFailed(NOW + at * MINUTE_MS);
    expect(alarms).toEqual([]);
    await nodes[0].proofFailed(NOW + 20 * MINUTE_MS);
    await nodes[1].proofFailed(NOW + 21 * MINUTE_MS);
    expect(alarms).toEqual([{ about: 'second-factors', failures: 21, limit: 20 }]);
  });
});
