import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PASSWORD_LANE, PROOF_LANE } from '../src/domain/throttling/decide/rules.ts';
import { chance, guessingTable, mostTries } from './guessing.ts';

describe('the arithmetic of guessing', () => {
  it('takes the tightest cap of a lane', () => {
    expect([1, 30, 365].map((days) => mostTries(PASSWORD_LANE, days))).toEqual([30, 100, 1_300]);
    expect([1, 30, 365].map((days) => mostTries(PROOF_LANE, days))).toEqual([10, 10, 10]);
  });

  it('adds up small chances without losing them to rounding', () => {
    expect(chance(3e-6, 10)).toBeCloseTo(2.99996e-5, 9);
    expect(chance(0.5, 2)).toBe(0.75);
    expect(chance(1e-6, 0)).toBe(0);
  });

  it('stands in docs/security.md as the rules in the code give it', () => {
    const document = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
    expect(document).toContain(guessingTable());
  });
});
