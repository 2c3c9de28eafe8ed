import { expect, it } from 'vitest';
import { fromNewCountry, lookedTo, OVERLAP_MS } from './new-country.ts';

const from = (...countries: readonly (string | null)[]) =>
  countries.map((country, at) => ({ eventId: `${country} ${at}`, at, country }));

it('finds the first sign-in from a country where the account was not seen before', () => {
  expect(fromNewCountry(from('ES', 'RO', 'BR'), from('ES', 'PT'))).toMatchObject({ country: 'RO', at: 1 });
  expect(fromNewCountry(from('ES', 'BR', 'RO').toReversed(), from('ES'))).toMatchObject({ country: 'BR' });
});

it('finds none where all came from where others did', () => {
  expect(fromNewCountry(from('ES', 'PT', 'ES'), from('PT', null, 'ES'))).toBeNull();
  expect(fromNewCountry([], from('ES'))).toBeNull();
});

it('leaves out what came from nobody knows where', () => {
  expect(fromNewCountry(from(null), from('ES'))).toBeNull();
  expect(fromNewCountry(from(null, 'RO'), from('ES'))).toMatchObject({ country: 'RO' });
});

it('takes any country for new where everybody came from inside, and none where nobody ever came', () => {
  expect(fromNewCountry(from('RO'), from(null))).toMatchObject({ country: 'RO' });
  expect(fromNewCountry(from('RO'), [])).toBeNull();
});

it('is done with sign-ins once nothing earlier can be stored, and never goes back', () => {
  expect(lookedTo(0, OVERLAP_MS + 5)).toBe(5);
  expect(lookedTo(10, OVERLAP_MS + 5)).toBe(10);
});
