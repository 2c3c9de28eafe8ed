import { describe, expect, it } from 'vitest';
import { pickEncoding, pickLanguage, prefersJson } from './negotiate.ts';

describe('negotiation', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', false],
    ['application/json', true],
    ['APPLICATION/JSON', true],
    ['application/problem+json', true],
    ['text/html;q=0.5, application/json', true],
    ['text/html, application/json;q=0.5', false],
    ['application/json;q=0', false],
    ['application/json;q=abc', false],
    [',;,;q', false],
  ])('takes Accept %j as a wish for JSON: %s', (accept, json) => {
    expect(prefersJson(accept)).toBe(json);
  });

  it.each([
    [undefined, 'en'],
    ['es', 'es'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['fr, es;q=0.2, en;q=0.1', 'es'],
    ['est', 'en'],
    ['es;q=0', 'en'],
    ['*', 'en'],
  ])('reads Accept-Language %j as %s', (accept, language) => {
    expect(pickLanguage(accept, ['en', 'es'])).toBe(language);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
    [undefined, null],
  ])('answers Accept-Encoding %j with %s', (accept, encoding) => {
    expect(pickEncoding(accept)).toBe(encoding);
  });
});
