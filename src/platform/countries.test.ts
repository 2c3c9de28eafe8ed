import { describe, expect, it } from 'vitest';
import { readCountries } from './countries.ts';

const TABLE = `# made up
2001:db8:2::,2001:db8:2:ffff:ffff:ffff:ffff:ffff,FR
"203.0.113.0","203.0.113.127","ES"
203.0.113.128/25,pt

198.51.100.9,198.51.100.9,DE
2001:db8:1::/48,IT
`;

function tableOf(text: string) {
  const read = readCountries(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

describe('a table of countries', () => {
  const countryOf = tableOf(TABLE);

  it.each([
    ['203.0.113.0', 'ES'],
    ['203.0.113.127', 'ES'],
    ['203.0.113.128', 'PT'],
    ['203.0.113.255', 'PT'],
    ['203.0.114.0', null],
    ['203.0.112.255', null],
    ['198.51.100.9', 'DE'],
    ['198.51.100.8', null],
    ['198.51.100.10', null],
    ['::ffff:198.51.100.9', 'DE'],
    ['2001:db8:1:7::/64', 'IT'],
    ['2001:db8:2::1', 'FR'],
    ['2001:db8:3::/64', null],
    ['0.0.0.1', null],
    ['unknown', null],
  ])('says of %s: %s', (address, country) => {
    expect(countryOf(address)).toBe(country);
  });

  it('finds what a search from end to end finds, in any order of lines', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `10.0.${at}.16,10.0.${at}.${16 + (at % 9)},A${letter(at)}`);
    const shuffled = tableOf(lines.toSorted((left, right) => (left.slice(-4) < right.slice(-4) ? 1 : -1)).join('\n'));
    for (let at = 0; at < 200; at++) {
      expect(shuffled(`10.0.${at}.${16 + (at % 9)}`)).toBe(`A${letter(at)}`);
      expect([shuffled(`10.0.${at}.15`), shuffled(`10.0.${at}.${17 + (at % 9)}`)]).toEqual([null, null]);
    }
  });

  it.each([
    ['10.0.0.0/8', 1],
    ['10.0.0.0/8,ES\n10.0.0.9,10.0.0.1,ES', 2],
    ['\n10.0.0.1,::1,ES', 2],
    ['10.0.0.0/8,Spain', 1],
    ['first,last,country', 1],
  ])('is refused as a whole for the line that is none: %j', (text, line) => {
    expect(readCountries(text)).toMatchObject({ ok: false, error: expect.stringContaining(`line ${line} `) });
  });
});

function letter(at: number): string {
  return String.fromCharCode(65 + (at % 26));
}
