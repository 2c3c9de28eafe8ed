import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHAPTERS } from './chapters.ts';
import { stepsDocument } from './steps-document.ts';

describe('docs/sign-in-steps.md', () => {
  it('is what npm run docs:steps writes', () => {
    expect(readFileSync(new URL('../../docs/sign-in-steps.md', import.meta.url), 'utf8')).toBe(stepsDocument());
  });

  it('says of no two situations the same', () => {
    const said = CHAPTERS.flatMap(({ title, situations }) =>
      situations.map(({ has, happened }) => `${title}: ${has}, ${happened}`),
    );
    expect(said).toHaveLength(new Set(said).size);
  });
});
