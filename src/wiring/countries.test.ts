import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countriesFrom } from './countries.ts';
import { StartRefused } from './outside.ts';

describe('the configured table of countries', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vestibule-countries-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is optional: without one no country is known', () => {
    expect(countriesFrom(null)('203.0.113.7')).toBeNull();
  });

  it('is read from its file, and the start is refused with a sentence where that cannot be', () => {
    const path = join(folder, 'table.csv');
    expect(() => countriesFrom(path)).toThrow(
      new StartRefused(`The table of VESTIBULE_COUNTRIES (${path}) cannot be read.`),
    );
    writeFileSync(path, '203.0.113.0/24,ES\r\n');
    expect(countriesFrom(path)('203.0.113.7')).toBe('ES');
    writeFileSync(path, '203.0.113.0/24\n');
    expect(() => countriesFrom(path)).toThrow(/cannot be used: line 1 /);
  });
});
