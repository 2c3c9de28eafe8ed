import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../accounts/decide/account.ts';
import { CASE_LIFE_MS, type ResetCase } from './reset-case.ts';
import { passesLeft, standingOf } from './standing.ts';

const OPENED = 1_000;
const OPEN: ResetCase = {
  id: 'case',
  accountId: 'owner' as AccountId,
  version: 1,
  openedBy: 'opener' as AccountId,
  openedAt: OPENED,
  recordSealed: '',
  needsApproval: false,
  holdUntil: null,
  approvedBy: null,
  approvedAt: null,
  carriedOutBy: null,
  carriedOutAt: null,
  cancelledAt: null,
  vetoedAt: null,
  finishedAt: null,
  passHash: null,
  passExpiresAt: null,
  passesMade: 0,
  passUsedAt: null,
};
const at = (over: Partial<ResetCase>, now = 2_000, needsSecond = false) =>
  standingOf({ ...OPEN, ...over }, needsSecond, now);

describe('where a case stands', () => {
  it('is ready at once, or waits for its second operator, then for the end of its hold', () => {
    expect(at({})).toBe('ready');
    expect(at({ needsApproval: true, holdUntil: 3_000 })).toBe('approval');
    expect(at({ needsApproval: true, approvedAt: 1_500, holdUntil: 3_000 })).toBe('hold');
    expect(at({ holdUntil: 3_000 }, 3_000)).toBe('ready');
  });

  it('is waiting for a second operator when its owner became privileged since', () => {
    expect(at({}, 2_000, true)).toBe('approval');
    expect(at({ approvedAt: 1_500 }, 2_000, true)).toBe('ready');
  });

  it('is the owner’s turn once it was carried out, for seven days', () => {
    expect(at({ carriedOutAt: 1_500 })).toBe('set-up');
    expect(at({ carriedOutAt: 1_500 }, 1_500 + CASE_LIFE_MS - 1)).toBe('set-up');
    expect(at({ carriedOutAt: 1_500 }, 1_500 + CASE_LIFE_MS)).toBe('expired');
    expect(at({}, OPENED + CASE_LIFE_MS)).toBe('expired');
  });

  it('is over by the owner’s stop before anything else, by set-up, or when it was called off', () => {
    const carriedOut = { carriedOutAt: 1_200 };
    expect(at({ ...carriedOut, finishedAt: 1_400 })).toBe('finished');
    expect(at({ ...carriedOut, finishedAt: 1_400, vetoedAt: 1_500 })).toBe('stopped');
    expect(at({ cancelledAt: 1_400 })).toBe('cancelled');
  });

  it('has three passes in all', () => {
    expect([0, 1, 3, 4].map((passesMade) => passesLeft({ passesMade }))).toEqual([3, 2, 0, 0]);
  });
});
