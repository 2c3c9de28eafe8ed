import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { absoluteEnd, limitsIn, sessionLives, timeLeft } from './lives.ts';

const START = 2_000_000_000_000;
const session = {
  startedAt: START,
  lastSeenAt: START + 5 * HOUR_MS,
  idleMs: 30 * MINUTE_MS,
  absoluteEndAt: START + 12 * HOUR_MS,
  endedAt: null,
};
const idleEnd = session.lastSeenAt + session.idleMs;

describe('a session', () => {
  it('lives until it was idle for as long as its organization allows', () => {
    expect(sessionLives(session, session.lastSeenAt)).toBe('live');
    expect(sessionLives(session, idleEnd - 1)).toBe('live');
    expect(sessionLives(session, idleEnd)).toBe('idle');
  });

  it('is over at its absolute end, however busy it was', () => {
    const busy = { ...session, lastSeenAt: session.absoluteEndAt - 1 };
    expect(sessionLives(busy, session.absoluteEndAt - 1)).toBe('live');
    expect(sessionLives(busy, session.absoluteEndAt)).toBe('over');
  });

  it('is over after 24 hours even if its row says later', () => {
    const long = { ...session, absoluteEndAt: START + 30 * DAY_MS, lastSeenAt: START + DAY_MS - 1 };
    expect(sessionLives(long, START + DAY_MS - 1)).toBe('live');
    expect(sessionLives(long, START + DAY_MS)).toBe('over');
  });

  it('has ended once it was ended, whatever the time', () => {
    expect(sessionLives({ ...session, endedAt: START + 1 }, START + 2)).toBe('ended');
  });

  it('says how long it still lasts: until it is idle, and whatever happens', () => {
    const now = session.lastSeenAt + 10 * MINUTE_MS;
    expect(timeLeft(session, now)).toEqual({ idleMs: 20 * MINUTE_MS, absoluteMs: 7 * HOUR_MS - 10 * MINUTE_MS });
    const long = { ...session, absoluteEndAt: START + 30 * DAY_MS };
    expect(timeLeft(long, now).absoluteMs).toBe(19 * HOUR_MS - 10 * MINUTE_MS);
    expect(timeLeft(session, START + 2 * DAY_MS)).toEqual({ idleMs: 0, absoluteMs: 0 });
  });

  it('ends after five minutes without requests on a shared workstation, or sooner where its organization says so', () => {
    const limits = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS };
    const shared = { sharedWorkstation: true };
    expect(limitsIn(shared, limits, 5 * MINUTE_MS)).toEqual({ ...limits, idleMs: 5 * MINUTE_MS });
    expect(limitsIn(shared, { ...limits, idleMs: 2 * MINUTE_MS }, 5 * MINUTE_MS).idleMs).toBe(2 * MINUTE_MS);
    expect(limitsIn({ sharedWorkstation: false }, limits, 5 * MINUTE_MS)).toEqual(limits);
  });

  it('ends at the latest after its organization\u2019s limit and never after 24 hours', () => {
    expect(absoluteEnd(START, { idleMs: 1, absoluteMs: 12 * HOUR_MS })).toBe(START + 12 * HOUR_MS);
    expect(absoluteEnd(START, { idleMs: 1, absoluteMs: 48 * HOUR_MS })).toBe(START + DAY_MS);
  });
});
