import { describe, expect, it } from 'vitest';
import { isCleanTarget, parseFields, parseJsonBody } from './fields.ts';

describe('form fields', () => {
  it('are decoded, plus signs and accents too', () => {
    const parsed = parseFields('address=ana%2Bx%40example.org&password=d%C3%A9+j%C3%A0&empty=&bare');
    expect(parsed).toEqual({
      ok: true,
      value: { address: 'ana+x@example.org', password: 'dé jà', empty: '', bare: '' },
    });
  });

  it('may hold raw UTF-8', () => {
    expect(parseFields('password=dé')).toMatchObject({ ok: true, value: { password: 'dé' } });
  });

  it.each([
    ['given twice', 'code=1&code=2'],
    ['given twice under two spellings', 'code=1&c%6fde=2'],
    ['as an array', 'code[]=1'],
    ['as an index', 'code[0]=1'],
    ['with a broken percent-encoding', 'code=%zz'],
    ['with a cut percent-encoding', 'code=%4'],
    ['that are not UTF-8', 'code=%ff%fe'],
    ['that are an overlong encoding', 'code=%c0%80'],
    ['that are a surrogate', 'code=%ed%a0%80'],
    ['with NUL', 'code=1%00'],
    ['named __proto__', '__proto__=1'],
    ['named constructor', 'constructor=1'],
    ['with raw bytes that are not UTF-8', 'code=\ufffd'],
    ['without a name', '=1'],
    ['in great number', Array.from({ length: 51 }, (_, at) => `f${at}=`).join('&')],
  ])('%s are refused', (_, text) => {
    expect(parseFields(text)).toEqual({ ok: false, error: 'malformed' });
  });

  it('do not touch any prototype', () => {
    parseFields('__proto__=1');
    parseJsonBody(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a JSON body', () => {
  it('is an object', () => {
    expect(parseJsonBody(Buffer.from('{"code":"1","version":2}'))).toEqual({
      ok: true,
      value: { code: '1', version: 2 },
    });
  });

  it.each([
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['text', '"a"'],
    ['empty', ''],
    ['cut', '{"a":'],
    ['poisoned', '{"__proto__":{}}'],
    ['poisoned by an escape', '{"__pr\\u006fto__":{}}'],
    ['with NUL', '{"code":"\\u0000"}'],
    ['with half a surrogate pair', '{"code":"\\ud800"}'],
    ['with an odd name', '{"a b":1}'],
    ['very deep and cut', '['.repeat(30_000)],
  ])('that is %s is refused', (_, text) => {
    expect(parseJsonBody(Buffer.from(text))).toEqual({ ok: false, error: 'malformed' });
  });

  it('that is not UTF-8 is refused', () => {
    expect(parseJsonBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).ok).toBe(false);
  });

  it('may nest a little', () => {
    const nested = (depth: number) => Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(parseJsonBody(nested(8)).ok).toBe(true);
    expect(parseJsonBody(nested(9)).ok).toBe(false);
    expect(parseJsonBody(nested(30_000)).ok).toBe(false);
  });
});

describe('a request target', () => {
  it.each(['/sign-in', '/sign-in?attempt=%zz', '/caf%C3%A9'])('%s is clean', (target) => {
    expect(isCleanTarget(target)).toBe(true);
  });

  it.each(['/%', '/%zz', '/%c0%af', '/a%00b', '/%ff'])('%s is not', (target) => {
    expect(isCleanTarget(target)).toBe(false);
  });
});
