import { calculateJwkThumbprint, type JWK } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../app.ts';

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

let app: TestApp | undefined;
afterEach(() => app?.stop());

/** Over a connection of its own: one that was kept would not survive a restart. */
async function keysAt(url: string): Promise<readonly JWK[]> {
  const answer = await fetch(`${url}/openid/jwks`, { headers: { connection: 'close' } });
  return ((await answer.json()) as { readonly keys: readonly JWK[] }).keys;
}

describe.each(['sqlite', 'postgres'] as const)('the provider’s keys on %s', (engine) => {
  it('RFC 7517 §5 are one of each algorithm, each named by its thumbprint (RFC 7638), without a private member', async () => {
    app = await startApp({ engine });
    const answer = await fetch(`${app.url}/openid/jwks`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    const { keys } = (await answer.json()) as { keys: JWK[] };
    expect(keys.map(({ alg, kty, use }) => ({ alg, kty, use }))).toEqual([
      { alg: 'ES256', kty: 'EC', use: 'sig' },
      { alg: 'RS256', kty: 'RSA', use: 'sig' },
    ]);
    for (const key of keys) {
      expect(key.kid).toBe(await calculateJwkThumbprint(key));
      for (const member of PRIVATE) expect(key).not.toHaveProperty(member);
    }
    expect(Buffer.from(keys[1]?.n ?? '', 'base64url').length).toBeGreaterThanOrEqual(256);
  });

  it('OpenID Connect Core §10.1 stay the same over a restart', async () => {
    app = await startApp({ engine });
    const before = await keysAt(app.url);
    await app.restart();
    expect(await keysAt(app.url)).toEqual(before);
  });

  it('are made once when nodes of one database need them at the same time, and are the same on all', async () => {
    app = await startApp({ engine });
    const nodes = [app.url, await app.another(), await app.another()];
    const sets = await Promise.all([...nodes, ...nodes].map(keysAt));
    for (const set of sets) expect(set).toEqual(sets[0]);
    await app.restart();
    expect(await keysAt(app.url)).toEqual(sets[0]);
  });

  it('are sealed where they are kept', async () => {
    app = await startApp({ engine });
    const [key] = await keysAt(app.url);
    const kept = await app.instance.storage.installation.get('signing-keys');
    expect(kept).not.toBeNull();
    for (const telling of ['"d"', 'kty', key?.kid ?? '', key?.x ?? '']) expect(kept).not.toContain(telling);
  });
});
