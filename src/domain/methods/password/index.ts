import type { KeyRing } from '../../../platform/keys.ts';
import { TRAITS } from '../decide/traits.ts';
import type { Method, Passwords } from '../method.ts';
import { createHasher, type Hasher, type PasswordHash } from './hash.ts';
import type { HashJob, HashQueue } from './hash-queue.ts';
import { codePoints, MINIMUM_ALONE, MINIMUM_WITH_MFA, normalized, problemOf } from './policy.ts';

/** What the binding of a password holds. */
interface PasswordSecret extends PasswordHash {
  /** Which length rule the password met when it was set. */
  readonly meets: 'alone' | 'with-mfa';
}

/** Who sets a password has proved something, by a mailed link at least. */
const PROVED: HashJob = { owner: null, lane: 'known' };

/** The password as a method, and the setting of new ones. `productWords` may not be passwords anywhere. */
export function createPassword(deps: {
  readonly keyRing: KeyRing;
  readonly queue: HashQueue;
  readonly productWords: readonly string[];
  /** Whether a password, in NFC, was stolen elsewhere; absent: nobody knows. */
  readonly isLeaked?: (password: string) => Promise<boolean>;
}): { readonly method: Method; readonly passwords: Passwords } {
  const hasher = createHasher(deps.keyRing);
  return { method: passwordMethod(hasher, deps.queue), passwords: passwordsOf(hasher, deps) };
}

function passwordMethod(hasher: Hasher, queue: HashQueue): Method {
  return {
    kind: 'password',
    traits: TRAITS.password,
    challengeView: async () => null,
    async verify(ceremony, answer, bindings) {
      const password = normalized(answer.password ?? '');
      if (password === null || password === '') return { outcome: 'rejected', reason: 'malformed' };
      const binding = bindings[0];
      const stored = binding === undefined ? null : parse(binding.secret);
      const checked = await queue.run({ owner: ceremony.accountId, lane: ceremony.lane ?? 'unknown' }, async () => {
        const matches = await hasher.matches(stored ?? hasher.decoy, password);
        if (!matches || stored === null) return { matches: false };
        return { matches, renewed: hasher.isOutdated(stored) ? await hasher.make(password) : null };
      });
      if (checked.outcome === 'busy') return checked;
      if (!checked.value.matches || stored === null || binding === undefined) {
        return { outcome: 'rejected', reason: 'mismatch' };
      }
      const proved = { outcome: 'proved', bindingId: binding.id, userVerified: false } as const;
      const renewed = checked.value.renewed ?? null;
      return renewed === null ? proved : { ...proved, secretAfter: format({ ...renewed, meets: stored.meets }) };
    },
  };
}

function passwordsOf(hasher: Hasher, deps: Parameters<typeof createPassword>[0]): Passwords {
  const { queue, productWords, isLeaked = async () => false } = deps;
  const minimum = (alone: boolean) => (alone ? MINIMUM_ALONE : MINIMUM_WITH_MFA);
  return {
    minimum,
    async check(password, alone, context, preset) {
      const rules = { minimum: minimum(alone), context: [...context, ...productWords], preset };
      const problem = problemOf(password, rules);
      if (problem !== null) return problem;
      return (await isLeaked(password.normalize('NFC'))) ? 'leaked' : null;
    },
    async isAmong(password, secrets) {
      const text = normalized(password);
      if (text === null || secrets.length === 0) return { outcome: 'compared', found: false };
      const compared = await queue.run(PROVED, async () => {
        for (const secret of secrets) if (await hasher.matches(parse(secret), text)) return true;
        return false;
      });
      return compared.outcome === 'busy' ? compared : { outcome: 'compared', found: compared.value };
    },
    async secretFor(password) {
      const text = normalized(password);
      if (text === null) throw new Error('a password is hashed only after it was checked');
      const made = await queue.run(PROVED, () => hasher.make(text));
      if (made.outcome === 'busy') return made;
      const meets = codePoints(text) >= MINIMUM_ALONE ? 'alone' : 'with-mfa';
      return { outcome: 'made', secret: format({ ...made.value, meets }) };
    },
    meets: (secret) => parse(secret).meets,
  };
}

function format({ hash, keyId, meets }: PasswordSecret): string {
  return JSON.stringify({ hash, keyId, meets });
}

/** Opens what {@link format} made: the text was sealed, so nobody else wrote it. */
function parse(secret: string): PasswordSecret {
  return JSON.parse(secret) as PasswordSecret;
}
