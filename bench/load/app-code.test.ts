import { expect, test } from 'vitest';
import { appCodeAt, fromBase32, stepAt } from './app-code.ts';

test('codes are those of RFC 6238, appendix B, as six digits', () => {
  const secret = fromBase32('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(secret.toString()).toBe('12345678901234567890');
  const codes = [59, 1_111_111_109, 20_000_000_000].map((seconds) => appCodeAt(secret, stepAt(seconds * 1_000)));
  expect(codes).toEqual(['287082', '081804', '353130']);
});
