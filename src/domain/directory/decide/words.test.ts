import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldWord, searchWords } from './words.ts';

describe('the words somebody is found under', () => {
  it('are those of the name and of the address', () => {
    expect(searchWords('Amara Nwosu-Okafor', 'a.nwosu@riverside.example')).toEqual([
      'a.nwosu@riverside.example',
      'amara',
      'nwosu',
      'okafor',
      'a',
    ]);
  });

  it.each([
    ['JOSÉ', 'jose'],
    ['Łukasz', 'łukasz'],
    ['Ａｍａｒａ', 'amara'],
    ['Ångström', 'angstrom'],
  ])('are written alike: %s', (typed, kept) => {
    expect(foldWord(typed)).toBe(kept);
  });

  it('are few, short and never empty, whatever a name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 80 }), (name, local) => {
        const words = searchWords(name, `${local}@riverside.example`);
        expect(words.length).toBeLessThanOrEqual(24);
        for (const word of words) expect(word.length).toBeGreaterThan(0);
        for (const word of words) expect(word.length).toBeLessThanOrEqual(80);
        expect(new Set(words).size).toBe(words.length);
      }),
      { seed: 20_250_101 },
    );
  });
});
