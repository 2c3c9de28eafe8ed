import { describe, expect, it } from 'vitest';
import { CORE } from './core.ts';
import { violationOf, violationOfAssurance } from './invariants.ts';
import { PROOF_LISTS, WORLDS } from './worlds.ts';

describe('every combination of fact classes', () => {
  it.each(WORLDS)('has a step that breaks no invariant: $name', (world) => {
    const broken = new Map<string, unknown>();
    for (let n = 0; n < world.size; n++) {
      const facts = world.at(n);
      const violation = violationOf(CORE, facts);
      if (violation !== null && !broken.has(violation)) broken.set(violation, facts);
    }
    console.log(`${world.name}: ${world.size.toLocaleString('en')} combinations`);
    expect(Object.fromEntries(broken)).toEqual({});
  });

  it('reaches a level by distinct factors, however often each was proved', () => {
    expect(PROOF_LISTS.filter((proofs) => violationOfAssurance(CORE, proofs) !== null)).toEqual([]);
  });
});
