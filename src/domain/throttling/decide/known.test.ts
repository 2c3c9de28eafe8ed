import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { laneOf, passwordRules, proofRules } from './known.ts';
import { KNOWN_PASSWORD_LANE, KNOWN_PROOF_LANE, PASSWORD_LANE, PROOF_LANE } from './rules.ts';

const NOW = 2_000_000_000_000;

describe('the lane of a browser', () => {
  it.each([
    ['is unknown without a cookie', null, 'unknown'],
    ['is known by its cookie', { lastUsedAt: NOW }, 'known'],
    ['is known for 180 days from its last use', { lastUsedAt: NOW - 180 * DAY_MS + 1 }, 'known'],
    ['is unknown after that', { lastUsedAt: NOW - 180 * DAY_MS }, 'unknown'],
    ['is unknown once its cookie was burned', { lastUsedAt: NOW, burned: true }, 'unknown'],
    ['is known after 99 wrong passwords in a row', { lastUsedAt: NOW, failures: 99 }, 'known'],
    ['is unknown after a hundred', { lastUsedAt: NOW, failures: 100 }, 'unknown'],
  ] as const)('%s', (_title, browser, lane) => {
    expect(laneOf(browser, NOW)).toBe(lane);
  });

  it('has rules of its own', () => {
    expect([passwordRules('known'), passwordRules('unknown')]).toEqual([KNOWN_PASSWORD_LANE, PASSWORD_LANE]);
    expect([proofRules('known'), proofRules('unknown')]).toEqual([KNOWN_PROOF_LANE, PROOF_LANE]);
  });
});
