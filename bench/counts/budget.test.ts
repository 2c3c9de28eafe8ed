import { describe, expect, test } from 'vitest';
import { compareBudgets, tellDifference } from './budget.ts';

const BUDGET = { 'session check': { sqlite: { queries: 2, transactions: 0 } }, packages: 8 };

function told(found: Parameters<typeof compareBudgets>[0]): readonly string[] {
  return compareBudgets(found, BUDGET).broken.map(tellDifference);
}

describe('a budget of counts', () => {
  test('holds while nothing grows, and says what shrank', () => {
    const found = { 'session check': { sqlite: { queries: 1, transactions: 0 } }, packages: 8 };
    expect(told(found)).toEqual([]);
    expect(compareBudgets(found, BUDGET).shrunk.map(tellDifference)).toEqual([
      'session check, sqlite, queries: 1, at most 2',
    ]);
  });

  test('breaks with one query more', () => {
    const found = { 'session check': { sqlite: { queries: 3, transactions: 0 } }, packages: 8 };
    expect(told(found)).toEqual(['session check, sqlite, queries: 3, at most 2']);
  });

  test('breaks where something has no budget, or is counted no more', () => {
    const found = { 'session check': { sqlite: { queries: 2 } }, 'sign-in': 4, packages: 8 };
    expect(told(found)).toEqual([
      'sign-in: 4, and no budget says how much it may be',
      'session check, sqlite, transactions: nobody counts it any more',
    ]);
  });
});
