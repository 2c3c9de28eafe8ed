import { hash } from '@node-rs/argon2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmac } from '../../../platform/hashing.ts';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { PasswordPreset } from '../../organizations/decide/mandate.ts';
import type { Binding, Ceremony, PasswordProblem } from '../method.ts';
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

  test.each([
    ['on the common list', 'qwertyuiop'],
    ['stolen elsewhere', 'bought at the market'],
    ['too short for anything', 'qzv-wkx'],
  ])('a right password that is %s is known as one that meets nothing from then on', async (_, password) => {
    const isLeaked = async (text: string) => text === 'bought at the market';
    const informed = createPassword({ keyRing, queue, productWords, isLeaked });
    const binding = await boundTo(password);
    const verdict = await informed.method.verify(ceremony, { password }, [binding], null);
    if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error('not sealed anew');
    expect(informed.passwords.meets(verdict.secretAfter)).toBe('nothing');
    expect(JSON.parse(verdict.secretAfter).hash).toBe(JSON.parse(binding.secret).hash);
    const again = await method.verify(ceremony, { password }, [bindingOf(verdict.secretAfter)], null);
    expect(again, 'nor does it become good where the list is gone').not.toHaveProperty('secretAfter');
  });
});

describe('setting a password', () => {
  const context = ['Amara Okafor', 'amara@riverside.example', 'Riverside Clinic'];
  const ALONE: [boolean, 'nist'] = [true, 'nist'];
  const WITH_MFA: [boolean, 'nist'] = [false, 'nist'];
  const LEGACY: [boolean, 'legacy'] = [false, 'legacy'];
  const check = (password: string, [alone, preset]: [boolean, PasswordPreset]) =>
    passwords.check(password, alone, context, preset);

  test('15 characters are asked for alone and 8 beside a second factor', () => {
    expect([passwords.minimum(true), passwords.minimum(false)]).toEqual([15, 8]);
  });

  test.each<[rule: string, password: string, where: [boolean, PasswordPreset], problem: PasswordProblem | null]>([
    ['14 code points alone', '🔑'.repeat(14), ALONE, 'too-short'],
    ['15 code points alone', '🔑'.repeat(15), ALONE, null],
    ['7 with a second factor', 'qzv-wkx', WITH_MFA, 'too-short'],
    ['8 with a second factor', 'qzv-wkxj', WITH_MFA, null],
    ['8 letters that NFC makes of 9', 'n\u0303qzvwkxj', WITH_MFA, null],
    ['7 letters that NFC makes of 8', 'n\u0303qzvwkx', WITH_MFA, 'too-short'],
    ['256 code points of 1,024 bytes', '🔑'.repeat(256), ALONE, null],
    ['257 code points', 'x'.repeat(257), ALONE, 'too-long'],
    ['1,025 bytes', `${'🔑'.repeat(255)}${'é'.repeat(2)}x`, ALONE, 'too-long'],
    ['letters only, spaces only between', 'lighthouse keepers row', ALONE, null],
    ['digits only', '928374650192837', ALONE, null],
    ['the common list, in any case', 'PassWord', WITH_MFA, 'common'],
    ['the common list, keyboard', 'qwertyuiop', WITH_MFA, 'common'],
    ['the name of a person', 'amara.okafor.1990', ALONE, 'contains-context'],
    ['the name of an organization', 'Riverside-Clinic-1', ALONE, 'contains-context'],
    ['the name of an organization and digits', 'riverside2026!!', ALONE, 'contains-context'],
    ['the address', 'amara@riverside.example', ALONE, 'contains-context'],
    ['the name of the product', 'Vestibule-Vestibule', ALONE, 'contains-context'],
    ['a name twice over', 'amaraamaraamara', ALONE, 'contains-context'],
    ['a context word among others', 'correct-horse-riverside', ALONE, null],
    ['legacy, all four kinds', 'Qzv-wkx1', LEGACY, null],
    ['legacy, no upper case', 'qzv-wkx1', LEGACY, 'composition'],
    ['legacy, no lower case', 'QZV-WKX1', LEGACY, 'composition'],
    ['legacy, no digit', 'Qzv-wkxj', LEGACY, 'composition'],
    ['legacy, no symbol', 'Qzvxwkx1', LEGACY, 'composition'],
    ['legacy, letters with accents', 'Ñandú-7é', LEGACY, null],
  ])('%s', async (_, password, where, problem) => {
    expect(await check(password, where)).toBe(problem);
  });

  test('initials forbid nothing', async () => {
    expect(await passwords.check('aaaaaaaaaaaaaaab', true, ['Al B', 'a@b.c'], 'nist')).toBeNull();
  });

  test('a password that was stolen elsewhere is refused, however its letters are typed', async () => {
    const isLeaked = async (password: string) => password === 'contrase\u00f1a-de-otros';
    const informed = createPassword({ keyRing, queue, productWords, isLeaked }).passwords;
    expect(await informed.check('contrasen\u0303a-de-otros', true, context, 'nist')).toBe('leaked');
    expect(await informed.check('contrasena-de-otros', true, context, 'nist')).toBeNull();
  });

  test('an earlier password is known again among six, and no other', async () => {
    const earlier = ['Uno-primera-1', 'Dos-segunda-2'].map((one) => boundTo(one));
    const secrets = (await Promise.all(earlier)).map(({ secret }) => secret);
    expect(await passwords.isAmong('Dos-segunda-2', secrets)).toEqual({ outcome: 'compared', found: true });
    expect(await passwords.isAmong('Tres-tercera-3', secrets)).toEqual({ outcome: 'compared', found: false });
  });

  test('no rule of composition: any other text that is long enough is taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 20, maxLength: 60 }), async (password) => {
        fc.pre(password.normalize('NFC').length >= 20);
        return (await passwords.check(password, true, ['Amara Okafor'], 'nist')) === null;
      }),
    );
  });
});
