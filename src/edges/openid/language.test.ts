import { expect, it } from 'vitest';
import { askedLanguage } from './language.ts';

it.each([
  ['es', 'es'],
  ['es-MX', 'es'],
  ['fr-CA ES en', 'es'],
  ['en es', 'en'],
  ['fr', null],
  ['est', null],
  ['', null],
  [undefined, null],
])('OpenID Connect Core §3.1.2.1 ui_locales of %j asks for %s', (uiLocales, locale) => {
  expect(askedLanguage(uiLocales)).toBe(locale);
});
