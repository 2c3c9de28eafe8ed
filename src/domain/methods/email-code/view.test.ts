import { expect, test } from 'vitest';
import { maskAddress } from './view.ts';

test('an address shows the ends of its local part, the first letter of its domain, and where the domain ends', () => {
  expect(maskAddress('amara@riverside.example')).toBe('a•••a@r•••.example');
  expect(maskAddress('amara.okafor@mail.riverside.example')).toBe('a•••r@m•••.example');
});

test('a short local part shows its first letter at most', () => {
  expect(maskAddress('amar@riverside.example')).toBe('a•••@r•••.example');
  expect(maskAddress('am@riverside.example')).toBe('a•••@r•••.example');
  expect(maskAddress('a@riverside.example')).toBe('•••@r•••.example');
});

test('letters of any script stay whole and odd addresses give nothing away', () => {
  expect(maskAddress('🔑mara🔒@ñandú.example')).toBe('🔑•••🔒@ñ•••.example');
  expect(maskAddress('amara@localhost')).toBe('a•••a@l•••');
  expect(maskAddress('no address')).toBe('•••');
  expect(maskAddress('@x')).toBe('•••');
});
