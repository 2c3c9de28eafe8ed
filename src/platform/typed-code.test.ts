import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crockford, inGroups, readCrockford, readDigits } from './typed-code.ts';

test('bytes become symbols of five bits each, and the rest is dropped', () => {
  expect(crockford(Buffer.from([0b00000_000, 0b01_00010_0, 0b0011_0010, 0b0_00101_00, 0b110_00111]))).toBe('01234567');
  expect(crockford(Buffer.alloc(15, 255))).toBe('Z'.repeat(24));
  expect(crockford(Buffer.alloc(7))).toHaveLength(11);
});

test('every code reads back as itself, however it is grouped and in any case', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 15, maxLength: 15 }),
      fc.constantFrom(' ', '-', ' - '),
      (bytes, separator) => {
        const code = crockford(bytes);
        const typed = inGroups(code, 4, separator);
        return readCrockford(typed, 24) === code && readCrockford(typed.toLowerCase(), 24) === code;
      },
    ),
  );
});

test('O, I and L are read as 0, 1 and 1', () => {
  expect(readCrockford('oOiIlL', 6)).toBe('001111');
});

test('other letters, scripts and lengths are no code', () => {
  for (const typed of [
    'ABCU',
    'ABC',
    'ABCDE',
    'AB.D',
    'ＡＢＣＤ',
    'ABCſ',
    'ABCı',
    '',
    undefined,
    `ABCD${' '.repeat(300)}`,
  ]) {
    expect(readCrockford(typed, 4)).toBeNull();
  }
});

test('digits are ASCII digits only', () => {
  expect(readDigits(' 123-456\n', 6)).toBe('123456');
  for (const typed of ['12345', '1234567', '１２３４５６', '12345a', '+12345', '', undefined]) {
    expect(readDigits(typed, 6)).toBeNull();
  }
});
