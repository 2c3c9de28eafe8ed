import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../accounts/decide/account.ts';
import { approvalRefusal, cancelRefusal, carryOutRefusal, passRefusal } from './progress.ts';
import { CASE_LIFE_MS, PASSES_MAX, type ResetCase } from './reset-case.ts';

const opener = 'opener' as AccountId;
const other = 'other' as AccountId;
const OPEN: ResetCase = {
  id: 'case',
  accountId: 'owner' as AccountId,
  version: 1,
  openedBy: opener,
  openedAt: 1_000,
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
const NOW = 2_000;
const CARRIED_OUT = { ...OPEN, carriedOutAt: 1_500, passesMade: 1 };

describe.each(['cancelledAt', 'vetoedAt', 'finishedAt'] as const)('a case with %s', (end) => {
  it('takes no further act', () => {
    const over = { ...OPEN, [end]: 1_500 };
    expect(approvalRefusal({ ...over, needsApproval: true }, false, other, NOW)).toBe('case-over');
    expect(carryOutRefusal(over, false, NOW)).toBe('case-over');
    expect(passRefusal({ ...over, carriedOutAt: 1_400 }, NOW)).toBe('case-over');
    expect(cancelRefusal(over)).toBe('case-over');
  });
});

describe('a case', () => {
  it('is carried out at once where neither approval nor hold is asked for', () => {
    expect(carryOutRefusal(OPEN, false, NOW)).toBeNull();
  });

  it('waits for its approval, also when the account became privileged since', () => {
    expect(carryOutRefusal({ ...OPEN, needsApproval: true }, false, NOW)).toBe('approval-missing');
    expect(carryOutRefusal(OPEN, true, NOW)).toBe('approval-missing');
    expect(carryOutRefusal({ ...OPEN, needsApproval: true, approvedAt: 1_500 }, true, NOW)).toBeNull();
  });

  it('waits for the end of its hold', () => {
    expect(carryOutRefusal({ ...OPEN, holdUntil: NOW + 1 }, false, NOW)).toBe('on-hold');
    expect(carryOutRefusal({ ...OPEN, holdUntil: NOW }, false, NOW)).toBeNull();
  });

  it('is carried out once, within seven days', () => {
    expect(carryOutRefusal(CARRIED_OUT, false, NOW)).toBe('already-carried-out');
    expect(carryOutRefusal(OPEN, false, OPEN.openedAt + CASE_LIFE_MS - 1)).toBeNull();
    expect(carryOutRefusal(OPEN, false, OPEN.openedAt + CASE_LIFE_MS)).toBe('case-expired');
  });

  it('is approved once, by somebody else than its opener, where that is needed', () => {
    const needing = { ...OPEN, needsApproval: true };
    expect(approvalRefusal(OPEN, false, other, NOW)).toBe('approval-not-needed');
    expect(approvalRefusal(OPEN, true, other, NOW)).toBeNull();
    expect(approvalRefusal(needing, false, opener, NOW)).toBe('approver-is-opener');
    expect(approvalRefusal(needing, false, other, NOW)).toBeNull();
    expect(approvalRefusal({ ...needing, approvedAt: 1_500 }, false, other, NOW)).toBe('already-approved');
    expect(approvalRefusal({ ...needing, carriedOutAt: 1_500 }, false, other, NOW)).toBe('already-carried-out');
    expect(approvalRefusal(needing, false, other, OPEN.openedAt + CASE_LIFE_MS)).toBe('case-expired');
  });

  it('has at most three passes, within seven days of carrying out', () => {
    expect(passRefusal({ ...CARRIED_OUT, passesMade: PASSES_MAX - 1 }, NOW)).toBeNull();
    expect(passRefusal({ ...CARRIED_OUT, passesMade: PASSES_MAX }, NOW)).toBe('no-pass-left');
    expect(passRefusal(CARRIED_OUT, 1_500 + CASE_LIFE_MS - 1)).toBeNull();
    expect(passRefusal(CARRIED_OUT, 1_500 + CASE_LIFE_MS)).toBe('case-expired');
  });

  it('is called off only before it is carried out', () => {
    expect(cancelRefusal(OPEN)).toBeNull();
    expect(cancelRefusal(CARRIED_OUT)).toBe('already-carried-out');
  });
});
