import { describe, expect, it } from 'vitest';
import { routableTarget } from './guards.ts';

describe('the target of a request', () => {
  it.each([
    ['/sign-in?attempt=a', '/sign-in?attempt=a'],
    ['http://evil.example/openid/logout?state=s', '/openid/logout?state=s'],
    ['HTTPS://evil.example', '/'],
    ['http://evil.example?a=b', '/?a=b'],
    [`/${'x'.repeat(8_192)}`, '/malformed'],
    ['/%00', '/malformed'],
    ['http://evil.example/%ff', '/malformed'],
  ])('%s is routed as %s', (target, path) => {
    expect(routableTarget(target)).toBe(path);
  });
});
