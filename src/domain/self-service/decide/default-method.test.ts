import { describe, expect, it } from 'vitest';
import { METHOD_KINDS } from '../../methods/decide/traits.ts';
import { defaultsAmong } from './default-method.ts';

const of = (...methods: readonly (typeof METHOD_KINDS)[number][]) => methods.map((method) => ({ method }));

describe('what can be asked first', () => {
  it('is what is bound, the app before the passkey, and never e-mail or the recovery code', () => {
    expect(defaultsAmong(of(...METHOD_KINDS.toReversed()), null)).toEqual(['totp', 'passkey']);
    expect(defaultsAmong(of('password', 'recovery-code'), null)).toEqual([]);
  });

  it('is what the mandate accepts', () => {
    expect(defaultsAmong(of('totp', 'passkey'), ['passkey', 'email-code'])).toEqual(['passkey']);
  });
});
