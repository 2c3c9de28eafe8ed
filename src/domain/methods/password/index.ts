import { ok } from '../../../platform/kernel/result.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { type PasswordStanding, TRAITS } from '../decide/traits.ts';
import type { ForeignSecrets, Method, Passwords } from '../method.ts';
import { isCommon } from './common.ts';
import { readForeign } from './foreign.ts';
import { createHasher, type Hasher, type PasswordHash } from './hash.ts';
import type { HashJob, HashQueue } from './hash-queue.ts';
import { codePoints, MINIMUM_ALONE, MINIMUM_WITH_MFA, normalized, problemOf } from './policy.ts';

/** What the binding of a password holds. */
interface PasswordSecret extends PasswordHash {
  /** Which rule the password met when it was last typed. */
  readonly meets: PasswordStanding;
}

/** Who sets a password has proved something, by a mailed link at least. */
const PROVED: HashJob = { owner: null, lane: 'known' };

/** The password as a method, and the setting of new ones. `productWords` may not be passwords anywhere. */
export function createPassword(deps: {
  readonly keyRing: KeyRing;
  readonly queue: HashQueue;
  readonly productWords: readonly string[];
  /** Whether a password, in NFC, was stolen elsewhere; absent: nobody knows. */
  readonly isLeaked?: IsLeaked;
}): { readonly method: Method; readonly passwords: Passwords; readonly foreignHash: ForeignSecrets['password'] } {
  const { isLeaked = async () => false } = deps;
  const hasher = createHasher(deps.keyRing);
  return {
    method: passwordMethod(hasher, deps.queue, isLeaked),
    passwords: passwordsOf(hasher, { ...deps, isLeaked }),
    foreignHash,
  };
}

/** What another program stored, as a binding's secret. Nobody knows how long the password is until it is typed. */
function foreignHash(text: string): ReturnType<ForeignSecrets['password']> {
  const read = readForeign(text);
  if (!read.ok) return read;
  return ok({ secret: format({ hash: text, keyId: null, meets: 'alone' }), form: read.value.form });
}

/** Whether a password, in NFC, was stolen elsewhere. */
type IsLeaked = (password: string) => Promise<boolean>;

function passwordMethod(hasher: Hasher, queue: HashQueue, isLeaked: IsLeaked): Method {
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
        if (!matches || stored === null) return null;
        return hasher.isOutdated(stored) ? hasher.make(password) : stored;
      });
      if (checked.outcome === 'busy') return checked;
      const hash = checked.value;
      if (hash === null || binding === undefined) return { outcome: 'rejected', reason: 'mismatch' };
      const proved = { outcome: 'proved', bindingId: binding.id, userVerified: false } as const;
      // Only now is the text at hand: lists grow, and what came from elsewhere was never held against one.
      const meets = await standingOf(password, stored?.meets, isLeaked);
      const secretAfter = format({ ...hash, meets });
      return secretAfter === binding.secret ? proved : { ...proved, secretAfter };
    },
  };
}

/** What met nothing `before` does not get better while a list is out of reach. */
async function standingOf(
  password: string,
  before: PasswordStanding | undefined,
  isLeaked: IsLeaked,
): Promise<PasswordStanding> {
  if (before === 'nothing') return before;
  const length = codePoints(password);
  if (length < MINIMUM_WITH_MFA || isCommon(password) || (await isLeaked(password))) return 'nothing';
  return length < MINIMUM_ALONE ? 'with-mfa' : 'alone';
}

function passwordsOf(
  hasher: Hasher,
  { queue, productWords, isLeaked }: Parameters<typeof createPassword>[0] & { readonly isLeaked: IsLeaked },
): Passwords {
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
