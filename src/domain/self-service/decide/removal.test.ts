import { describe, expect, it } from 'vitest';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import { type Removable, removal } from './removal.ts';

const id = (text: string) => text as AuthenticatorId;
const bound = (name: string, method: MethodKind): Removable => ({ id: id(name), method });
const BOTH = { allowedMethods: ['totp', 'passkey', 'email-code', 'recovery-code'] } as const;
const APPS = { allowedMethods: ['totp', 'recovery-code'] } as const;
const APP = bound('app', 'totp');
const KEY = bound('key', 'passkey');
const SHEET = bound('sheet', 'recovery-code');

describe('removing an authenticator', () => {
  it('is free where no mandate holds', () => {
    expect(removal(APP.id, [APP], null)).toEqual({ kind: 'free', because: null });
  });

  it('is refused for the last one that the mandate accepts: a recovery code does not stand in', () => {
    expect(removal(APP.id, [APP, SHEET], BOTH)).toEqual({ kind: 'needed' });
  });

  it('is free while another accepted one stays, and names it', () => {
    expect(removal(APP.id, [APP, KEY], BOTH)).toEqual({ kind: 'free', because: KEY.id });
  });

  it('does not count one that the mandate does not accept', () => {
    expect(removal(APP.id, [APP, KEY], APPS)).toEqual({ kind: 'needed' });
    expect(removal(KEY.id, [APP, KEY], APPS)).toEqual({ kind: 'free', because: null });
  });

  it('of something that is not there is free: there is nothing to keep', () => {
    expect(removal(id('gone'), [APP], BOTH)).toEqual({ kind: 'free', because: null });
  });
});
