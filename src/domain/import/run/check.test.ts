import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok, refused } from '../../../platform/kernel/result.ts';
import type { ForeignSecrets } from '../../methods/method.ts';
import { COLUMNS } from '../decide/columns.ts';
import { checkRow, type Layout } from './check.ts';

const foreign: ForeignSecrets = {
  password: (text) => (text === 'broken' ? refused('hash-broken') : ok({ secret: `sealed ${text}`, form: 'bcrypt' })),
  app: ({ secret }) => (secret === 'short' ? refused('app-secret-short') : ok({ secret, label: 'Authenticator app' })),
};
const layout: Layout = { form: 'csv', delimiter: ',', columns: ['address', 'name', 'password_hash', 'totp_secret'] };
const check = (text: string, how: Layout = layout) => checkRow(foreign, how, 'Clinic', { line: 2, text });

describe('a row that is checked', () => {
  it('has its address made canonical, its name readable and its secrets read', () => {
    expect(check(' Amara@RIVERSIDE.example , Amara Nwosu ,hash,APP')).toMatchObject({
      ok: true,
      value: {
        address: { address: 'Amara@riverside.example', canonical: 'amara@riverside.example' },
        name: 'Amara Nwosu',
        password: { secret: 'sealed hash' },
        app: { secret: 'APP' },
      },
    });
  });

  it.each([
    ['no address,A,,', 'address-malformed'],
    ['a@b@x.example,A,,', 'address-malformed'],
    ['a@x.example,"A\nB",,', 'name-malformed'],
    ['a@x.example,A\u0000,,', 'name-malformed'],
    ['a@x.example,A\u202eB,,', 'name-malformed'],
    [`a@x.example,${'A'.repeat(121)},,`, 'name-malformed'],
    ['a@x.example,A,broken,', 'hash-broken'],
    ['a@x.example,A,,short', 'app-secret-short'],
    ['a@x.example,"A"B,,', 'quote-stray'],
    ['a@x.example,A', 'cells-uneven'],
  ])('%j is refused: %s', (text, problem) => {
    expect(check(text)).toEqual({ ok: false, error: problem });
  });

  it('of JSON that is none is refused', () => {
    for (const text of ['', '{', 'null', '[]', '"a"', '{"__proto__":{"name":"A"}}', '{"constructor":"A"}']) {
      expect(check(text, { form: 'jsonl' }).ok, text).toBe(false);
    }
  });

  it('is the same row again only when it says the same of the person', () => {
    const contents = ['a,A,,', 'a,B,,', 'a,A,hash,', 'a,A,,APP', 'a,A,other,'].map((rest) => {
      const checked = check(rest.replace('a', 'a@x.example'));
      return checked.ok ? JSON.stringify(checked.value.content) : '';
    });
    expect(new Set(contents).size).toBe(5);
  });

  it('never ends in an error, whatever it says', () => {
    const json = fc.oneof(
      fc.json(),
      fc.dictionary(fc.constantFrom(...COLUMNS, 'memberships'), fc.jsonValue()).map((held) => JSON.stringify(held)),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), json), (text) => {
        expect(typeof check(text).ok).toBe('boolean');
        expect(typeof check(text, { form: 'jsonl' }).ok).toBe('boolean');
      }),
      { numRuns: 1_000 },
    );
  });
});
