import { describe, expect, it } from 'vitest';
import { demandStanding, nextStep } from '../../src/domain/sign-in/decide/next-step.ts';
import { sessionStanding } from '../../src/domain/sign-in/decide/owed.ts';
import { CHAPTERS } from './chapters.ts';
import { STANDINGS } from './situations-standings.ts';

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

describe('A session, asked by an application', () => {
  it.each(STANDINGS)('by $has, asked for $asked: $standing', ({ facts, standing }) => {
    expect(demandStanding(facts)).toBe(standing);
  });
});
