import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import { readForeign } from './foreign.ts';
import { matchesForeign } from './foreign-check.ts';
import { createHashQueue, systemTimer } from './hash-queue.ts';
import { createPassword } from './index.ts';

const keycloak = (secretData: object, credentialData: object) =>
  JSON.stringify({
    type: 'password',
    secretData: JSON.stringify(secretData),
    credentialData: JSON.stringify(credentialData),
  });

const PBKDF2_VALUE = 'xfb0weUAVam9SGTyYXvhHR2IISO9BTfIrXr0MkouZ25AfQJrtrDacVvz3oAzKqAZfuBGTSBvMmEdC8r4fw1iYg==';
const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg==';
const ARGON2_VALUE = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

/**
 * Hashes that other programs made: argon2 from the tests of its reference implementation, bcrypt by Apache's htpasswd and
 * libxcrypt, the others by Python's hashlib.
 */
const KNOWN: readonly (readonly [form: string, password: string, hash: string])[] = [
  ['argon2id', 'password', `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${ARGON2_VALUE}`],
  ['argon2i', 'password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  [
    'argon2i of version 16',
    'password',
    '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ',
  ],
  ["Django's argon2", 'password', `argon2$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${ARGON2_VALUE}`],
  [
    "Keycloak's argon2",
    'password',
    keycloak(
      { value: `${ARGON2_VALUE}=`, salt: 'c29tZXNhbHQ=', additionalParameters: {} },
      {
        hashIterations: 2,
        algorithm: 'argon2',
        additionalParameters: {
          hashLength: ['32'],
          memory: ['65536'],
          type: ['id'],
          version: ['1.3'],
          parallelism: ['1'],
        },
      },
    ),
  ],
  ['bcrypt 2y', 'correct-horse-riverside', '$2y$10$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi'],
  ['bcrypt 2b', 'correct-horse-riverside', '$2b$06$abcdefghijklmnopqrstuuKcjoXHgqeNXUARJus4xbh/z/mEYuAwS'],
  ['bcrypt 2a', 'correct-horse-riverside', '$2a$06$abcdefghijklmnopqrstuuKcjoXHgqeNXUARJus4xbh/z/mEYuAwS'],
  ['bcrypt of LDAP', 'correct-horse-riverside', '{CRYPT}$2b$06$abcdefghijklmnopqrstuuKcjoXHgqeNXUARJus4xbh/z/mEYuAwS'],
  [
    'scrypt of passlib',
    'correct-horse-riverside',
    '$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
  ],
  [
    'scrypt with N',
    'correct-horse-riverside',
    `$scrypt$N=16384,r=8,p=1$${SALT}$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW9W2RheOf/I3Rc+IhkxS4bCIZ/VPYTmNhQZDu8gaB+vcA==`,
  ],
  [
    "Django's scrypt",
    'correct-horse-riverside',
    'scrypt$seasalt$16384$8$5$YyxUhqgiZvMVrXvoz60nxo6AfOmPhXIQHZY72S8M7fq0PZeZEWXzPraBPuVmrZuev3wkLJO4eaFaDYgTkLzUxg==',
  ],
  [
    "Django's PBKDF2 with SHA-256",
    'correct-horse-riverside',
    'pbkdf2_sha256$260000$seasalt$ukB+DdHxKnecs/rAjD437CTc1wpeQgdr/5Ah7PLAxiw=',
  ],
  ["Django's PBKDF2 with SHA-1", 'correct-horse-riverside', 'pbkdf2_sha1$1000$seasalt$+7U6cFXiWGFtcyURFAYG3l6uyyM='],
  [
    "Keycloak's PBKDF2",
    'correct-horse-riverside',
    keycloak(
      { value: PBKDF2_VALUE, salt: SALT, additionalParameters: {} },
      { hashIterations: 27500, algorithm: 'pbkdf2-sha256', additionalParameters: {} },
    ),
  ],
  [
    "Keycloak's PBKDF2 on one level",
    'correct-horse-riverside',
    JSON.stringify({
      hashIterations: 30000,
      algorithm: 'pbkdf2-sha512',
      salt: SALT,
      value: 'V4u7w1V2CbBr+SE0uFvcBN2ps0hLYoGawPax9IMJZ/GpJvpKqDzZV3cY0AYRyDqwxd1jiC5ULHYlSiYEJcVUtA==',
    }),
  ],
  ['SSHA', 'correct-horse-riverside', '{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ1zYWx0c2FsdA=='],
  ['SSHA256', 'correct-horse-riverside', '{SSHA256}ih3oIJGZuGAbghhv9vyrxFw170GzcgPWGBczI3UVkM1zYWx0c2FsdA=='],
  [
    'SSHA512',
    'correct-horse-riverside',
    '{ssha512}NHdE9kf/8mHgn/5ug6fAq+Bv+XnccuFy7an8WWaBFoJRKJLkuGWDyJvy6Lq56eGjEkMbaylRNyCvUvZQ7ALwxHNhbHRzYWx0',
  ],
];

describe('a password hash of another program', () => {
  test.each(KNOWN)('%s: the password of its maker matches, any other does not', async (_form, password, hash) => {
    expect(readForeign(hash)).toMatchObject({ ok: true });
    expect(await matchesForeign(hash, password)).toBe(true);
    expect(await matchesForeign(hash, `${password} `)).toBe(false);
  });

  test('of an unknown form is refused: plain text, unsalted digests, old schemes', () => {
    for (const text of [
      'correct-horse-riverside',
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=',
      '{MD5}X03MO1qnZdYdgyfeuILPmQ==',
      '$1$salt$qJH7.N4xYta3aEG/dfqo/0',
      '$6$salt$hash',
      '$2x$10$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi',
      'md5$salt$5f4dcc3b5aa765d61d8327deb882cf99',
      '$'.repeat(3_000),
    ]) {
      expect(readForeign(text)).toEqual({ ok: false, error: 'hash-unknown' });
    }
  });

  test('that is incomplete or damaged is refused', () => {
    for (const text of [
      '$2y$10$short',
      '$2y$03$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi',
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$AAAA',
      '$argon2id$v=19$m=65536,t=2,p=1$c2E$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      '$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      '$argon2id$v=19$m=65536,t=2,p=1,keyid=AA$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      '$scrypt$N=1000,r=8,p=1$c2FsdHNhbHQ$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
      '$scrypt$ln=14,r=8,p=1$c2FsdHNhbHQ$MZYk',
      'pbkdf2_sha256$0$seasalt$ukB+DdHxKnecs/rAjD437CTc1wpeQgdr/5Ah7PLAxiw=',
      'pbkdf2_sha256$260000$seasalt$not base64',
      '{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ0=',
      '{"algorithm":"pbkdf2-sha256"}',
      '{"algorithm":"pbkdf2-md5","hashIterations":1,"salt":"c2FsdA==","value":"ukB+DdHxKnecs/rAjD437A=="}',
      '{"algorithm":"__proto__","hashIterations":1,"salt":"c2FsdA==","value":"ukB+DdHxKnecs/rAjD437A=="}',
      '{"algorithm":',
    ]) {
      expect(readForeign(text), text).toEqual({ ok: false, error: 'hash-broken' });
    }
  });

  test('whose check would take seconds or hundreds of megabytes is refused', () => {
    for (const text of [
      '$2y$14$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi',
      '$2y$31$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi',
      `$argon2id$v=19$m=999999,t=1,p=1$c29tZXNhbHQ$${ARGON2_VALUE}`,
      `$argon2id$v=19$m=65536,t=999,p=1$c29tZXNhbHQ$${ARGON2_VALUE}`,
      '$scrypt$ln=24,r=8,p=1$c2FsdHNhbHQ$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
      '$scrypt$ln=14,r=8,p=9999$c2FsdHNhbHQ$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
      '$scrypt$ln=99,r=8,p=1$c2FsdHNhbHQ$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
      'pbkdf2_sha256$999999999$seasalt$ukB+DdHxKnecs/rAjD437CTc1wpeQgdr/5Ah7PLAxiw=',
    ]) {
      expect(readForeign(text).ok, text).toBe(false);
    }
    expect(readForeign('$2y$14$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi')).toEqual({
      ok: false,
      error: 'hash-too-costly',
    });
  });

  test('whatever is written in its place never ends in an error', () => {
    const texts = KNOWN.map(([, , hash]) => hash);
    const changed = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ maxLength: 4 }))
      .map(([hash, at, put]) => {
        const place = at % hash.length;
        return hash.slice(0, place) + put + hash.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.string()), (text) => typeof readForeign(text).ok === 'boolean'),
      { numRuns: 2_000 },
    );
  });

  test('is replaced by one of ours by the right password, which is then known to be safe or not', async () => {
    const queue = createHashQueue({ atOnce: 2, waiting: 16, maxWaitMs: 20_000 }, systemTimer);
    const { method, passwords, foreignHash } = createPassword({
      keyRing: keyRingFrom(Buffer.alloc(32, 1)),
      queue,
      productWords: [],
    });
    const ceremony = {
      accountId: 'account-1' as AccountId,
      attemptId: 'attempt-1',
      attemptVersion: 1,
      purpose: 'prove',
      now: 1_800_000_000_000,
    } as const;
    const binding = { id: 'password-1' as AuthenticatorId, externalId: null, label: '' };
    const read = foreignHash(`$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${ARGON2_VALUE}`);
    if (!read.ok) throw new Error(read.error);
    const held = [{ ...binding, secret: read.value.secret }];
    expect(await method.verify(ceremony, { password: 'passwor' }, held, null)).toEqual({
      outcome: 'rejected',
      reason: 'mismatch',
    });
    const verdict = await method.verify(ceremony, { password: 'password' }, held, null);
    if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error('not replaced');
    expect(JSON.parse(verdict.secretAfter).hash).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(passwords.meets(verdict.secretAfter)).toBe('nothing');
    const after = [{ ...binding, secret: verdict.secretAfter }];
    expect(await method.verify(ceremony, { password: 'password' }, after, null)).not.toHaveProperty('secretAfter');
  });

  test('that is checked faster than ours costs a hash of ours beside it, so that its time tells nothing', async () => {
    const queue = createHashQueue({ atOnce: 2, waiting: 16, maxWaitMs: 20_000 }, systemTimer);
    const { method, foreignHash } = createPassword({
      keyRing: keyRingFrom(Buffer.alloc(32, 1)),
      queue,
      productWords: [],
    });
    const read = foreignHash('{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ1zYWx0c2FsdA==');
    if (!read.ok) throw new Error(read.error);
    const held = { id: 'p' as AuthenticatorId, externalId: null, label: '', secret: read.value.secret };
    const ceremony = {
      accountId: 'a' as AccountId,
      attemptId: 'b',
      attemptVersion: 1,
      purpose: 'prove',
      now: 1,
    } as const;
    const time = async (bindings: readonly (typeof held)[]) => {
      const begun = performance.now();
      await method.verify(ceremony, { password: 'wrong-horse-riverside' }, bindings, null);
      return performance.now() - begun;
    };
    const ratios: number[] = [];
    for (let round = 0; round < 11; round++) ratios.push((await time([held])) / (await time([])));
    const ratio = ratios.sort((one, other) => one - other)[5] as number;
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });
});
