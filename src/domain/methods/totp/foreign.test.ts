import { describe, expect, it } from 'vitest';
import { codeAt } from './codes.ts';
import { foreignApp } from './foreign.ts';

/** The secret of RFC 6238, appendix B: the text 12345678901234567890. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const usual = { algorithm: null, digits: null, period: null };

describe('an authenticator app of another program', () => {
  it('goes on with the same secret, however it is written', () => {
    for (const secret of [SECRET, SECRET.toLowerCase(), `${SECRET.match(/.{4}/g)?.join(' ')}`, `${SECRET}====`]) {
      const read = foreignApp({ secret, ...usual });
      if (!read.ok) throw new Error(read.error);
      expect(read.value.label).toBe('Authenticator app');
      const held = JSON.parse(read.value.secret);
      expect(held).toEqual({ secret: SECRET, lastStep: -1, drift: 0, lean: 0 });
      // RFC 6238 appendix B: 94287082 at 59 seconds, the last six digits.
      expect(codeAt(held.secret, 1)).toBe('287082');
    }
  });

  it('is taken with SHA-1, 6 digits and 30 seconds only', () => {
    expect(foreignApp({ secret: SECRET, algorithm: 'HmacSHA1', digits: '6', period: '30' }).ok).toBe(true);
    for (const odd of [{ algorithm: 'SHA256' }, { digits: '8' }, { period: '60' }]) {
      expect(foreignApp({ secret: SECRET, ...usual, ...odd })).toEqual({ ok: false, error: 'app-unlike-ours' });
    }
  });

  it('is refused when its secret is no base32, or too short', () => {
    for (const secret of ['', '0189', 'GEZDGNBV!', 'A'.repeat(300), `${SECRET}A`, 'A'.repeat(128)]) {
      expect(foreignApp({ secret, ...usual }), secret).toEqual({ ok: false, error: 'app-secret-malformed' });
    }
    expect(foreignApp({ secret: 'JBSWY3DPEHPK3PXP', ...usual })).toEqual({ ok: false, error: 'app-secret-short' });
  });
});
