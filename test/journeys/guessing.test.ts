import { describe, expect, it } from 'vitest';
import { type Comparison, watchComparisons } from '../../bench/comparisons.ts';
import { isHeld, type Plan, type Scene, simulate } from '../../bench/simulation.ts';
import { makeAccount, makeOrganization, startApp } from '../app.ts';

/** The short form of `npm run simulate:guessing`: long enough for every lane of a day and an hour to be used up. */
const PLAN: Plan = { guesses: 640, addresses: 200, attempts: 32, days: 2 };
/** As by default, but for the whole, which asks for work sooner so that less is hashed. */
const ENV = {
  VESTIBULE_FAILURES_PER_NETWORK: '30',
  VESTIBULE_FAILURES_OVERALL: '80',
  VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32',
};

describe.each(['sqlite', 'postgres'] as const)('an attack of days over two nodes on %s', (engine) => {
  it('T1 T3 A27 V15 compares exactly as many guesses as the lanes allow, and the owners get in every day', async () => {
    const seen: Comparison[] = [];
    const watch: Parameters<typeof watchComparisons>[1] = (comparison) => seen.push(comparison);
    const app = await startApp({ engine, env: ENV, watch: (node) => watchComparisons(node, watch) });
    try {
      const clinic = await makeOrganization(app, 'Riverside Clinic', {});
      const scene: Scene = {
        nodes: [app.url, await app.another()],
        now: app.clock.now,
        move: async (ms) => app.clock.move(ms),
        makeAccount: async (address) => void (await makeAccount(app, address, clinic)),
        comparisons: async () => seen,
      };
      const outcome = await simulate(scene, PLAN);
      expect(outcome).toMatchObject({ ownerTried: 4, ownerGotIn: 4 });
      const most = Object.fromEntries(
        outcome.peaks.map(({ method, lane, cap, most: top }) => [
          `${method} ${lane} ${cap.count} in ${cap.windowMs / 3_600_000} h`,
          top,
        ]),
      );
      expect(most).toEqual({
        'password unknown 30 in 24 h': 30,
        'password unknown 100 in 720 h': 60,
        'password known 10 in 1 h': 10,
        'password known 50 in 24 h': 20,
        'totp unknown 10 in 8760 h': 10,
        'totp known 20 in 24 h': 20,
        'totp known 60 in 720 h': 40,
      });
      expect(isHeld(outcome)).toBe(true);
    } finally {
      await app.stop();
    }
  }, 120_000);
});
