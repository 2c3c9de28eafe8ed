import { describe, expect, it } from 'vitest';
import { nextStep } from '../../src/domain/sign-in/decide/next-step.ts';
import { sessionStanding } from '../../src/domain/sign-in/decide/owed.ts';
import { CHAPTERS } from './chapters.ts';

describe.each(CHAPTERS)('$title', ({ situations }) => {
  it.each(situations)('$row: with $has, when $happened, the step is as the table says', ({ facts, step }) => {
    expect(nextStep(facts)).toEqual(step);
  });

  it('lets every session that it starts pass its next check', () => {
    for (const { facts, step } of situations) {
      if (step.kind !== 'complete' || facts.account === null) continue;
      expect(sessionStanding(facts.attempt.proofs, facts.account)).toBe('sufficient');
    }
  });
});
