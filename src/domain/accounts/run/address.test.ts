import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress } from './address.ts';

/** Typed text and the canonical form it must have. */
const ACCEPTED: readonly (readonly [string, string])[] = [
  ['amara@riverside.example', 'amara@riverside.example'],
  ['Amara@Riverside.Example', 'amara@riverside.example'],
  ['AMARA@RIVERSIDE.EXAMPLE', 'amara@riverside.example'],
  ['  amara@riverside.example ', 'amara@riverside.example'],
  ['\u00a0amara@riverside.example', 'amara@riverside.example'],
  ['a.b@x.example', 'a.b@x.example'],
  ['ab@x.example', 'ab@x.example'],
  ['a+tag@x.example', 'a+tag@x.example'],
  ['a+TAG@x.example', 'a+tag@x.example'],
  ["o'brien@x.example", "o'brien@x.example"],
  ['a_b-c@x.example', 'a_b-c@x.example'],
  ['-a@x.example', '-a@x.example'],
  ['1@x.example', '1@x.example'],
  ['a!#$%&*/=?^`{|}~@x.example', 'a!#$%&*/=?^`{|}~@x.example'],
  ['a@sub.sub.x.example', 'a@sub.sub.x.example'],
  ['a@x-y.example', 'a@x-y.example'],
  ['a@1.example', 'a@1.example'],
  // U+FF20 FULLWIDTH COMMERCIAL AT and U+FE6B SMALL COMMERCIAL AT are at signs once made canonical.
  ['a\uff20x.example', 'a@x.example'],
  ['a\ufe6bx.example', 'a@x.example'],
  // U+FF0E FULLWIDTH FULL STOP.
  ['a@x\uff0eexample', 'a@x.example'],
  ['a\uff0eb@x.example', 'a.b@x.example'],
  ['\uff41\uff42@x.example', 'ab@x.example'],
  ['a@\uff58.example', 'a@x.example'],
  // U+212A KELVIN SIGN and U+017F LONG S are the letters k and s in compatibility form.
  ['mi\u212ae@x.example', 'mike@x.example'],
  ['mike@\u212a.example', 'mike@k.example'],
  ['\u017fam@x.example', 'sam@x.example'],
  ['sam@\u017fo.example', 'sam@so.example'],
  ['\ufb01n@x.example', 'fin@x.example'],
  ['a@\ufb01n.example', 'a@fin.example'],
  ['\u2460@x.example', '1@x.example'],
  // U+0131 DOTLESS I is a letter of its own.
  ['m\u0131ke@x.example', 'm\u0131ke@x.example'],
  ['mike@\u0131.example', 'mike@xn--cfa.example'],
  ['\u0130x@x.example', 'i\u0307x@x.example'],
  ['jos\u00e9@x.example', 'jos\u00e9@x.example'],
  ['jose\u0301@x.example', 'jos\u00e9@x.example'],
  ['JOS\u00c9@x.example', 'jos\u00e9@x.example'],
  ['stra\u00dfe@x.example', 'stra\u00dfe@x.example'],
  ['\u1e9e@x.example', '\u00df@x.example'],
  ['\u03a3\u03a3@x.example', '\u03c3\u03c3@x.example'],
  ['\u5c71@x.example', '\u5c71@x.example'],
  ['a@M\u00fcller.example', 'a@xn--mller-kva.example'],
  ['a@mu\u0308ller.example', 'a@xn--mller-kva.example'],
  ['a@xn--mller-kva.example', 'a@xn--mller-kva.example'],
  ['a@XN--MLLER-KVA.example', 'a@xn--mller-kva.example'],
  ['a@fa\u00df.example', 'a@xn--fa-hia.example'],
  ['a@\u65e5\u672c.example', 'a@xn--wgv71a.example'],
  [`${'a'.repeat(64)}@x.example`, `${'a'.repeat(64)}@x.example`],
  [`a@${'b'.repeat(63)}.example`, `a@${'b'.repeat(63)}.example`],
];

const REFUSED_TEXT: readonly string[] = [
  '',
  ' ',
  '@',
  'a',
  'a@',
  '@x.example',
  'a@x',
  'a@localhost',
  'a@@x.example',
  'a@b@x.example',
  'a\uff20evil.example@x.example',
  'a@x.example\uff20evil.example',
  'a@x,b@y',
  'a@x.example,b@y.example',
  'a@x.example;b@y.example',
  'a@x.example b@y.example',
  'a@x.example, ',
  '"a@evil.example"@x.example',
  '"a"@x.example',
  '"a b"@x.example',
  'Amara <a@x.example>',
  '<a@x.example>',
  'mailto:a@x.example?',
  'a(comment)@x.example',
  'a@x.example(comment)',
  'a b@x.example',
  'a\\b@x.example',
  'a:b@x.example',
  'a[b]@x.example',
  '.a@x.example',
  'a.@x.example',
  'a..b@x.example',
  '\u2026a@x.example',
  'a@.x.example',
  'a@x..example',
  'a@x.example.',
  'a@-x.example',
  'a@x-.example',
  'a@x_y.example',
  'a@x.example/..',
  'a@x.example:25',
  'a@x%2eexample',
  'a@%78.example',
  'a@x.example%40evil.example',
  'a@x.example#b',
  'a@x.example?b',
  'a@127.0.0.1',
  'a@[127.0.0.1]',
  'a@[IPv6:::1]',
  'a@[::1]',
  'a@0x7f.1',
  'a@2130706433',
  'a@1.2',
  'a@x.1',
  'a@xn--a.example',
  'a@xn--.example',
  'a@\u2100.example',
  'a@\u3002x.example',
  'a@x\u3002example',
  'a@\u0301x.example',
  'a@x.exam\u00adple',
  '\u0301a@x.example',
  'a\r\nBcc: b@y.example',
  'a@x.example\r\nBcc: b@y.example',
  'a@x.example\r\n',
  'a@x.example\n',
  '\na@x.example',
  'a\t@x.example',
  'a\0@x.example',
  'a@x.example\0',
  'a@x.example\0.evil.example',
  'a\u200db@x.example',
  'a@x\u200d.example',
  'a\u200b@x.example',
  'a\u200c@x.example',
  'a\u00ad@x.example',
  'a\ufeff@x.example',
  '\ufeffa@x.example',
  'a\u202e@x.example',
  'a\u2066@x.example',
  'a\u2028@x.example',
  'a\u3000b@x.example',
  'a\ud800@x.example',
  'a@x\udfff.example',
  'a\ue000@x.example',
  '\u2764@x.example',
  '\u{1f600}@x.example',
  `${'a'.repeat(65)}@x.example`,
  `${'\u00e9'.repeat(33)}@x.example`,
  `a@${'b'.repeat(64)}.example`,
  `a@${'b.'.repeat(126)}example`,
  `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example.example`,
  `${'a'.repeat(320)}@x.example`,
  'a@'.repeat(50_000),
];

const REFUSED_TYPES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  Number.NaN,
  [],
  ['a@x.example'],
  ['a@x.example', 'b@y.example'],
  {},
  { toString: () => 'a@x.example' },
  new String('a@x.example'),
];

describe('an e-mail address', () => {
  it('is tried with more than a hundred spellings', () => {
    expect(ACCEPTED.length + REFUSED_TEXT.length + REFUSED_TYPES.length).toBeGreaterThanOrEqual(140);
  });

  it.each(ACCEPTED)('typed as %j is compared as %j', (typed, canonical) => {
    expect(canonicalAddress(typed)).toMatchObject({ ok: true, value: { canonical } });
  });

  it.each(REFUSED_TEXT.map((text) => [text]))('is malformed when it is %j', (typed) => {
    expect(canonicalAddress(typed)).toEqual({ ok: false, error: 'malformed' });
  });

  it('is malformed when it is not text', () => {
    for (const typed of REFUSED_TYPES) expect(canonicalAddress(typed)).toEqual({ ok: false, error: 'malformed' });
  });

  it('keeps the letters of the local part as typed where it is stored, and makes the domain plain', () => {
    expect(canonicalAddress('Jos\u00e9@M\u00fcller.Example')).toEqual({
      ok: true,
      value: { address: 'Jos\u00e9@xn--mller-kva.example', canonical: 'jos\u00e9@xn--mller-kva.example' },
    });
  });

  it('is the same when read again from its stored or its canonical form', () => {
    const letters = fc.constantFrom(
      ...'aZ0.+-_\u0131\u0130\u212a\u017f\uff21\ufb01\u00df\u1e9e\u03a3\u03c2\u00e9\u0301\u5c71\u0345\u1f88',
    );
    const part = fc.array(letters, { minLength: 1, maxLength: 12 }).map((list) => list.join(''));
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const read = canonicalAddress(`${local}@${domain}.example`);
        if (!read.ok) return;
        const { address, canonical } = read.value;
        expect(canonicalAddress(address)).toEqual(read);
        expect(canonicalAddress(canonical)).toEqual({ ok: true, value: { address: canonical, canonical } });
      }),
      { numRuns: 3_000, seed: 33 },
    );
  });

  it('is read in a time that does not grow with hostile input', () => {
    const hostile = [
      `${'a.'.repeat(159)}@`,
      `${'a'.repeat(300)}@${'b-'.repeat(9)}`,
      `a@${'-'.repeat(317)}`,
      ' '.repeat(320),
    ];
    const before = process.cpuUsage().user;
    for (let round = 0; round < 100; round++) for (const typed of hostile) canonicalAddress(typed);
    expect((process.cpuUsage().user - before) / 400).toBeLessThan(5_000);
  });
});
