import fc from 'fast-check';
import { expect, test } from 'vitest';
import { browserName } from './browser-name.ts';

test('browser and system are named as people know them', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit}`)).toBe('Chrome on Windows');
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Edg/140.0.0.0`)).toBe(
    'Microsoft Edge on Windows',
  );
  expect(
    browserName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari on iOS');
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0')).toBe(
    'Firefox on Linux',
  );
});

test('an unknown user agent has no name, and its text never becomes one', () => {
  expect(browserName('')).toBe('');
  expect(browserName('click-here.example/1.0')).toBe('');
  expect(browserName('<b>Chrome</b>')).not.toContain('<');
  fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => /^[\w ]*$/.test(browserName(text))));
});

test('a browser is named alike after hundreds of others were seen', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
  const first = browserName(firefox);
  expect(browserName(firefox)).toBe(first);
  for (let at = 0; at < 500; at++) expect(browserName(`Mozilla/5.0 (X11; Linux x86_64) Firefox/${at}.0`)).toBe(first);
  expect(browserName(firefox)).toBe(first);
  expect(browserName('click-here.example/1.0')).toBe('');
});
