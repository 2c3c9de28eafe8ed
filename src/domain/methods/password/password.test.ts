import { hash } from '@node-rs/argon2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmac } from '../../../platform/hashing.ts';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony } from '../method.ts';
import { createHashQueue, type HashQueue, systemTimer } from './hash-queue.ts';
import { createPassword } from './index.ts';

const keyRing = keyRingFrom(Buffer.alloc(32, 1));
const queue = createHashQueue({ atOnce: 2, waiting: 16, maxWaitMs: 20_000 }, systemTimer);
const productWords = ['Vestibule', 'Riverside sign-in'];
const { method, passwords } = createPassword({ keyRing, queue, productWords });

const ceremony: Ceremony = {
  accountId: 'account-1' as AccountId,
  attemptId: 'attempt-1',
  attemptVersion: 1,
  purpose: 'prove',
  now: 1_800_000_000_000,
};

const bindingOf = (secret: string): Binding => ({
  id: 'password-1' as AuthenticatorId,
  externalId: null,
  label: '',
  secret,
});

async function boundTo(password: string): Promise<Binding> {
  const made = await passwords.secretFor(password);
  if (made.outcome !== 'made') throw new Error('busy');
  return bindingOf(made.secret);
}

const verify = (password: string | undefined, ...bindings: Binding[]) =>
  method.verify(ceremony, { password }, bindings, null);

describe('proving a password', () => {
  test('the right password proves, any other does not', async () => {
    const binding = await boundTo('correct-horse-riverside');
    expect(await verify('correct-horse-riverside', binding)).toEqual({
      outcome: 'proved',
      bindingId: 'password-1',
      userVerified: false,
    });
    for (const wrong of ['correct-horse-riversid', 'Correct-horse-riverside', 'correct-horse-riverside ']) {
      expect(await verify(wrong, binding)).toEqual({ outcome: 'rejected', reason: 'mismatch' });
    }
  });

  test('both ways to type the same letter are the same password', async () => {
    const binding = await boundTo('contrase\u00f1a-segura-larga');
    expect(await verify('contrasen\u0303a-segura-larga', binding)).toMatchObject({ outcome: 'proved' });
  });

  test('every character counts, past NUL and past the 72nd byte', async () => {
    const long = 'x'.repeat(80);
    expect(await verify(`${long}b`, await boundTo(`${long}a`))).toMatchObject({ outcome: 'rejected' });
    expect(await verify('before\u0000after-2', await boundTo('before\u0000after-1'))).toMatchObject({
      outcome: 'rejected',
    });
  });

  test('a password of 256 code points is taken, one of 257 or of more than 1,024 bytes is refused before it is hashed', async () => {
    const longest = '🔑'.repeat(256);
    expect(await verify(longest, await boundTo(longest))).toMatchObject({ outcome: 'proved' });
    const untouched: HashQueue = { run: () => Promise.reject(new Error('hashed')) };
    const strict = createPassword({ keyRing, queue: untouched, productWords }).method;
    for (const password of ['x'.repeat(257), '🔑'.repeat(257), 'ñ'.repeat(513), '', undefined]) {
      expect(await strict.verify(ceremony, { password }, [], null)).toEqual({
        outcome: 'rejected',
        reason: 'malformed',
      });
    }
  });

  test('an account without a password costs one hash as well and is refused with the same reason', async () => {
    let runs = 0;
    const counting: HashQueue = {
      run: (job, work) => {
        runs++;
        return queue.run(job, work);
      },
    };
    const counted = createPassword({ keyRing, queue: counting, productWords }).method;
    const binding = await boundTo('correct-horse-riverside');
    const known = await counted.verify(ceremony, { password: 'wrong-horse-riverside' }, [binding], null);
    const unknown = await counted.verify(ceremony, { password: 'wrong-horse-riverside' }, [], null);
    expect(runs).toBe(2);
    expect(unknown).toEqual(known);
    expect(unknown).toEqual({ outcome: 'rejected', reason: 'mismatch' });
  });

  test('the decoy costs the same kind of work as a stored hash', async () => {
    const binding = await boundTo('correct-horse-riverside');
    const time = async (...bindings: Binding[]) => {
      const start = performance.now();
      await verify('wrong-horse-riverside', ...bindings);
      return performance.now() - start;
    };
    const ratios: number[] = [];
    for (let round = 0; round < 11; round++) ratios.push((await time()) / (await time(binding)));
    const ratio = ratios.sort((a, b) => a - b)[5] as number;
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  test('a full queue says busy and when to come back, and compares nothing', async () => {
    const full: HashQueue = { run: async () => ({ outcome: 'busy', retryAfterMs: 1_000 }) };
    const busy = createPassword({ keyRing, queue: full, productWords });
    expect(await busy.method.verify(ceremony, { password: 'x' }, [], null)).toEqual({
      outcome: 'busy',
      retryAfterMs: 1_000,
    });
    expect(await busy.passwords.secretFor('correct-horse')).toEqual({ outcome: 'busy', retryAfterMs: 1_000 });
  });
});

describe('the stored hash', () => {
  test('it names its algorithm and cost, and a dump without the key ring verifies nothing', async () => {
    const binding = await boundTo('correct-horse-riverside');
    expect(JSON.parse(binding.secret).hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const elsewhere = createPassword({ keyRing: keyRingFrom(Buffer.alloc(32, 2)), queue, productWords }).method;
    const moved = JSON.stringify({ ...JSON.parse(binding.secret), keyId: keyRingFrom(Buffer.alloc(32, 2)).keyId });
    expect(
      await elsewhere.verify(ceremony, { password: 'correct-horse-riverside' }, [bindingOf(moved)], null),
    ).toMatchObject({ outcome: 'rejected' });
  });

  test('a hash of lower cost is replaced at the next sign-in, and only by the right password', async () => {
    const pepper = keyRing.derive('password-pepper', 32);
    const weak = await hash(hmac(pepper, 'correct-horse'), { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    const binding = bindingOf(JSON.stringify({ hash: weak, keyId: keyRing.keyId, meets: 'with-mfa' }));
    expect(await verify('wrong-horse-riverside', binding)).not.toHaveProperty('secretAfter');
    const verdict = await verify('correct-horse', binding);
    if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error('not replaced');
    expect(JSON.parse(verdict.secretAfter).hash).toContain('m=19456,t=2,p=1');
    expect(passwords.meets(verdict.secretAfter)).toBe('with-mfa');
    expect(await verify('correct-horse', bindingOf(verdict.secretAfter))).not.toHaveProperty('secretAfter');
  });

  test('a hash with an older pepper still verifies and is replaced', async () => {
    const binding = await boundTo('correct-horse-riverside');
    const rotated = keyRingFrom(Buffer.alloc(32, 9), Buffer.alloc(32, 1));
    const later = createPassword({ keyRing: rotated, queue, productWords }).method;
    const verdict = await later.verify(ceremony, { password: 'correct-horse-riverside' }, [binding], null);
    if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error('not replaced');
    expect(JSON.parse(verdict.secretAfter).keyId).toBe(rotated.keyId);
  });

  test('it remembers which length rule its password met', async () => {
    expect(passwords.meets((await boundTo('fourteen-chars')).secret)).toBe('with-mfa');
    expect(passwords.meets((await boundTo('fifteen-charact')).secret)).toBe('alone');
  });
});

describe('setting a password', () => {
  test('15 characters are asked for alone and 8 beside a second factor, counted in code points', () => {
    expect([passwords.minimum(true), passwords.minimum(false)]).toEqual([15, 8]);
    expect(passwords.check('🔑'.repeat(14), true, [])).toBe('too-short');
    expect(passwords.check('🔑'.repeat(15), true, [])).toBeNull();
    expect(passwords.check('qzv-wkx', false, [])).toBe('too-short');
    expect(passwords.check('qzv-wkxj', false, [])).toBeNull();
    expect(passwords.check('x'.repeat(257), true, [])).toBe('too-long');
  });

  test('common passwords are refused in any case', () => {
    for (const common of ['12345678', 'password', 'PassWord', 'iloveyou', 'qwertyuiop', 'football']) {
      expect(passwords.check(common, false, [])).toBe('common');
    }
  });

  test('a password made of nothing but words of its context is refused', () => {
    const context = ['Amara Okafor', 'amara@riverside.example', 'Riverside Clinic'];
    for (const derived of [
      'riverside2026!!',
      'Riverside-Clinic-1',
      'amara.okafor.1990',
      'amaraamaraamara',
      'amara@riverside.example',
      'Vestibule-Vestibule',
    ]) {
      expect(passwords.check(derived, true, context)).toBe('contains-context');
    }
    expect(passwords.check('correct-horse-riverside', true, context)).toBeNull();
    expect(passwords.check('928374650192837', true, context)).toBeNull();
    expect(passwords.check('aaaaaaaaaaaaaaab', true, ['Al B', 'a@b.c'])).toBeNull();
  });

  test('no rule of composition: any other text that is long enough is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 20, maxLength: 60 }), (password) => {
        fc.pre(password.normalize('NFC').length >= 20);
        return passwords.check(password, true, ['Amara Okafor']) === null;
      }),
    );
  });
});
