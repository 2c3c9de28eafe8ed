import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import type { LaneRules, Try } from './lanes.ts';
import { giveBack, reserve, standing } from './reserve.ts';
import {
  ATTEMPT_TRIES,
  KNOWN_PASSWORD_LANE,
  KNOWN_PROOF_LANE,
  MAIL_LANE,
  PASSWORD_LANE,
  PROOF_LANE,
  PROOF_TRIES_KEPT_MS,
  RESEND_WAITS_MS,
} from './rules.ts';

const NOW = 2_000_000_000_000;
const tries = (count: number, at = NOW): Try[] => Array.from({ length: count }, () => ({ at, attemptId: 'other' }));
const password = (taken: Try[], now = NOW) => reserve(taken, PASSWORD_LANE, now, 'mine');

describe('password tries', () => {
  it('gives ten tries freely and adds each to the lane', () => {
    expect(password(tries(9))).toEqual({
      outcome: 'taken',
      tries: [...tries(9), { at: NOW, attemptId: 'mine' }],
      waitUntil: null,
    });
    expect(password(tries(10)).outcome).toBe('taken');
    expect(password(tries(10))).toHaveProperty('waitUntil', null);
    expect(standing(tries(10), PASSWORD_LANE, NOW)).toEqual({ closedUntil: null });
  });

  it.each([
    [11, 30 * SECOND_MS],
    [12, MINUTE_MS],
    [13, 2 * MINUTE_MS],
    [14, 4 * MINUTE_MS],
    [15, 8 * MINUTE_MS],
    [16, 15 * MINUTE_MS],
    [29, 15 * MINUTE_MS],
  ])('waits after %i tries for %i ms', (count, wait) => {
    expect(standing(tries(count), PASSWORD_LANE, NOW)).toEqual({ closedUntil: NOW + wait });
    expect(standing(tries(count), PASSWORD_LANE, NOW + wait - 1)).toEqual({ closedUntil: NOW + wait });
    expect(standing(tries(count), PASSWORD_LANE, NOW + wait)).toEqual({ closedUntil: null });
    expect(password(tries(count), NOW + wait)).toHaveProperty('waitUntil', null);
  });

  it('takes and compares a try within a wait, and makes a right answer wait as long as the next wait says', () => {
    expect(password(tries(11), NOW + SECOND_MS)).toMatchObject({
      outcome: 'taken',
      waitUntil: NOW + SECOND_MS + MINUTE_MS,
    });
  });

  it('compares nothing at 30 tries in 24 hours, until the oldest leaves the window', () => {
    const taken = [...tries(1, NOW - HOUR_MS), ...tries(29)];
    expect(password(taken)).toEqual({ outcome: 'closed', until: NOW - HOUR_MS + DAY_MS });
    expect(standing(taken, PASSWORD_LANE, NOW)).toEqual({ closedUntil: NOW - HOUR_MS + DAY_MS });
    expect(password(taken, NOW - HOUR_MS + DAY_MS).outcome).toBe('taken');
  });

  it('compares nothing at 100 tries in 30 days', () => {
    const taken = Array.from({ length: 100 }, (_, day) => ({
      at: NOW - 29 * DAY_MS + day * 6 * HOUR_MS,
      attemptId: 'x',
    }));
    expect(password(taken)).toEqual({ outcome: 'closed', until: NOW + DAY_MS });
    expect(password(taken, NOW + DAY_MS).outcome).toBe('taken');
  });

  it('forgets tries that no window counts any more', () => {
    expect(password(tries(40, NOW - 30 * DAY_MS))).toMatchObject({ tries: [{ at: NOW, attemptId: 'mine' }] });
  });
});

describe('second-factor tries', () => {
  it('from unknown browsers are ten in a year', () => {
    expect(reserve(tries(9), PROOF_LANE, NOW, 'mine').outcome).toBe('taken');
    const spread = [...tries(9, NOW - 300 * DAY_MS), ...tries(1)];
    expect(reserve(spread, PROOF_LANE, NOW, 'mine')).toEqual({ outcome: 'closed', until: NOW + 65 * DAY_MS });
    expect(reserve(spread, PROOF_LANE, NOW + 65 * DAY_MS, 'mine').outcome).toBe('taken');
  });

  it('from known browsers close at 20 in 24 hours and at 60 in 30 days', () => {
    expect(reserve(tries(19), KNOWN_PROOF_LANE, NOW, 'mine').outcome).toBe('taken');
    expect(reserve(tries(20), KNOWN_PROOF_LANE, NOW, 'mine')).toEqual({ outcome: 'closed', until: NOW + DAY_MS });
    const spread = [3, 2, 1].flatMap((days) => tries(20, NOW - days * DAY_MS));
    expect(reserve(spread, KNOWN_PROOF_LANE, NOW, 'mine')).toEqual({ outcome: 'closed', until: NOW + 27 * DAY_MS });
  });

  it('gives back the tries of one attempt and of no other', () => {
    const mixed: Try[] = [...tries(3), { at: NOW, attemptId: 'mine' }, { at: NOW, attemptId: 'mine' }];
    expect(giveBack(mixed, 'mine')).toEqual(tries(3));
    expect(giveBack(mixed, 'nobody')).toEqual(mixed);
  });

  it('leaves five tries to an attempt', () => {
    expect(ATTEMPT_TRIES).toBe(5);
  });
});

describe('mailed codes', () => {
  it('leaves the mailbox five an hour, and waits that grow', () => {
    expect(reserve(tries(4), MAIL_LANE, NOW, 'mine')).toMatchObject({ outcome: 'taken', waitUntil: null });
    expect(reserve(tries(5), MAIL_LANE, NOW, 'mine')).toEqual({ outcome: 'closed', until: NOW + HOUR_MS });
    expect(RESEND_WAITS_MS).toEqual([30_000, 60_000, 120_000]);
  });
});

/** What several attempts do to one lane over time: each step waits, then loads, then perhaps loses the swap to another. */
const history = fc.array(
  fc.record({
    waitMs: fc.oneof(
      fc.constantFrom(0, 1, 30 * SECOND_MS, 15 * MINUTE_MS, DAY_MS - 1, DAY_MS),
      fc.nat({ max: 2 * DAY_MS }),
    ),
    attempt: fc.constantFrom('a', 'b', 'c'),
    act: fc.constantFrom<'try' | 'succeed' | 'load' | 'swap'>('try', 'try', 'try', 'try', 'succeed', 'load', 'swap'),
  }),
  { maxLength: 250 },
);

/** A shared lane as several nodes use it: load, reserve, swap; and a count of what was really compared. */
class SharedLane {
  now = NOW;
  compared: readonly Try[] = [];
  private stored: { version: number; tries: readonly Try[] } = { version: 0, tries: [] };
  private readonly loaded = new Map<string, SharedLane['stored']>();

  constructor(private readonly rules: LaneRules) {}

  load(attempt: string): void {
    this.loaded.set(attempt, this.stored);
  }

  succeed(attempt: string): void {
    this.stored = { version: this.stored.version + 1, tries: giveBack(this.stored.tries, attempt) };
    this.compared = giveBack(this.compared, attempt);
  }

  /** Takes a try from what was loaded earlier, which somebody else may have moved, or from what is stored now. */
  take(attempt: string, seen = this.stored): void {
    const reservation = reserve(seen.tries, this.rules, this.now, attempt);
    if (reservation.outcome === 'closed' || seen.version !== this.stored.version) return;
    this.stored = { version: seen.version + 1, tries: reservation.tries };
    this.compared = [...this.compared, { at: this.now, attemptId: attempt }];
  }

  act(act: 'try' | 'succeed' | 'load' | 'swap', attempt: string): void {
    if (act === 'load') this.load(attempt);
    else if (act === 'succeed') this.succeed(attempt);
    else this.take(attempt, act === 'swap' ? this.loaded.get(attempt) : undefined);
  }

  /** By how much each cap is exceeded now. */
  excess(): readonly number[] {
    const count = (windowMs: number) => this.compared.filter((one) => one.at > this.now - windowMs).length;
    return this.rules.caps.map((cap) => Math.max(0, count(cap.windowMs) - cap.count));
  }
}

describe('any interleaving of attempts', () => {
  it.each([
    ['password', PASSWORD_LANE],
    ['known password', KNOWN_PASSWORD_LANE],
    ['second-factor', PROOF_LANE],
    ['known second-factor', KNOWN_PROOF_LANE],
    ['mail', MAIL_LANE],
  ] as const)('never compares more often than the caps of the %s lane allow', (_name, rules: LaneRules) => {
    fc.assert(
      fc.property(history, (steps) => {
        const lane = new SharedLane(rules);
        for (const { waitMs, attempt, act } of steps) {
          lane.now += waitMs;
          lane.act(act, attempt);
          expect(lane.excess()).toEqual(rules.caps.map(() => 0));
        }
      }),
      { numRuns: 300, seed: 20_250_101 },
    );
  });

  it('says of a closed lane when it opens: a try is taken then, and not a moment before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: PROOF_TRIES_KEPT_MS }), { minLength: 10, maxLength: 40 }), (ages) => {
        const lane = ages.map((age) => ({ at: NOW - age, attemptId: 'x' }));
        const taken = reserve(lane, PROOF_LANE, NOW, 'mine');
        fc.pre(taken.outcome === 'closed');
        if (taken.outcome !== 'closed') return;
        expect(reserve(lane, PROOF_LANE, taken.until, 'mine').outcome).toBe('taken');
        expect(reserve(lane, PROOF_LANE, taken.until - 1, 'mine').outcome).toBe('closed');
        expect(standing(lane, PROOF_LANE, NOW)).toEqual({ closedUntil: taken.until });
      }),
      { seed: 20_250_101 },
    );
  });
});
