import { readFileSync } from 'node:fs';
import { type CountryOf, readCountries } from '../platform/countries.ts';
import { StartRefused } from './outside.ts';

/** The configured table of countries; without one none is known. Throws {@link StartRefused} when it cannot be used. */
export function countriesFrom(path: string | null): CountryOf {
  if (path === null) return () => null;
  const read = readCountries(textOf(path));
  if (!read.ok) throw new StartRefused(`The table of VESTIBULE_COUNTRIES (${path}) cannot be used: ${read.error}`);
  return read.value;
}

/** The same, read when it is asked for the first time: most commands never ask. */
export function countriesOnce(path: string | null): () => CountryOf {
  let read: CountryOf | null = null;
  return () => {
    read ??= countriesFrom(path);
    return read;
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new StartRefused(`The table of VESTIBULE_COUNTRIES (${path}) cannot be read.`);
  }
}
