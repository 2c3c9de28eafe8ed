import { describe, expect, it } from 'vitest';
import { contactUrl, safeUrl } from './safe-url.ts';

describe('addresses that may stand in a link', () => {
  it.each(['/help', '/help#mail', 'https://a.example/x?y=1', 'mailto:a@b.example', 'otpauth://totp/a?secret=b'])(
    'lets %s through as it is',
    (address) => expect(safeUrl(address)).toBe(address),
  );

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'help',
    '',
  ])('refuses %j', (address) => expect(safeUrl(address)).toBeNull());
});

describe('where a support contact leads', () => {
  it.each([
    ['help@riverside.example', 'mailto:help@riverside.example'],
    ['a?subject=x@riverside.example', 'mailto:a%3Fsubject=x@riverside.example'],
    ['+44 (0)20 7946 0123', 'tel:+4402079460123'],
    ['https://riverside.example/help', 'https://riverside.example/help'],
    ['the front desk', null],
    ['javascript:alert(1)', null],
  ])('takes %s to %s', (contact, url) => expect(contactUrl(contact)).toBe(url));
});
