import { createHash, createHmac } from 'node:crypto';
import { hmac, sameText } from '../../../platform/hashing.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import type { Random } from '../../../platform/random.ts';

/**
 * Work to be done, in the published form of ALTCHA (altcha.org/docs, "Proof-of-work"): find the `number` from 0 to `maxnumber`
 * for which SHA-256(`salt` + `number`), in hex, is `challenge`.
 */
export interface Challenge {
  readonly algorithm: 'SHA-256';
  readonly challenge: string;
  readonly maxnumber: number;
  readonly salt: string;
  /** HMAC-SHA-256 of `challenge`, in hex. */
  readonly signature: string;
}

/** What a page asks for before a password is compared: the work, or a wait. */
export interface WorkView {
  readonly challenge: Challenge;
  /** Given back instead of a solution by whoever cannot compute: accepted from `waitUntil` on. */
  readonly ticket: string;
  readonly waitUntil: EpochMs;
}

/** What was handed in. Both are text from outside and may be anything. */
export interface HandedIn {
  /** ALTCHA's payload: base64 of the JSON of a challenge without `maxnumber`, with its `number`. */
  readonly solution: string;
  readonly ticket: string;
}

/** What it is worth. `id`: to be spent, since each counts once; it has run out at `until`. */
export type Worth =
  | { readonly kind: 'solved' | 'waited'; readonly id: string; readonly until: EpochMs }
  /** The ticket is good and too young. */
  | { readonly kind: 'early'; readonly at: EpochMs }
  | { readonly kind: 'nothing' };

/** Asks for work and judges it. Holds nothing: what it asked for comes back signed. */
export interface Work {
  /** `hardness`: the largest number. `ticket`: one that was given before and goes on. */
  ask(attemptId: string, hardness: number, now: EpochMs, ticket?: string): WorkView;
  judge(handedIn: HandedIn, attemptId: string, now: EpochMs): Worth;
}

/** How long a challenge and a ticket are good for. */
export const WORK_MS = 10 * MINUTE_MS;
/** How long somebody waits who cannot compute. */
export const WAIT_MS = 30 * SECOND_MS;

const NOTHING: Worth = { kind: 'nothing' };
const SALT_BYTES = 12;
const NUMBER_BYTES = 6;

/** Work bound to attempts, signed with `key`. */
export function createWork({ key, random }: { readonly key: Uint8Array; readonly random: Random }): Work {
  const sign = (challenge: string) => createHmac('sha256', key).update(challenge, 'utf8').digest('hex');
  const ticketOf = (attemptId: string, madeAt: number) => `${madeAt}.${hmac(key, 'wait', attemptId, String(madeAt))}`;

  /** When a ticket was made; null unless it is one of ours, for this attempt, and has not run out. */
  function madeAtOf(ticket: string, attemptId: string, now: EpochMs): EpochMs | null {
    const madeAt = Number(/^(\d{1,15})\./.exec(ticket)?.[1] ?? Number.NaN);
    if (!(madeAt + WORK_MS > now) || !sameText(ticket, ticketOf(attemptId, madeAt))) return null;
    return madeAt;
  }

  function judgeSolution(text: string, attemptId: string, now: EpochMs): Worth {
    const solution = solutionOf(text);
    if (solution === null || !sameText(solution.signature, sign(solution.challenge))) return NOTHING;
    if (!sameText(solution.challenge, found(solution.salt, solution.number))) return NOTHING;
    const asked = new URLSearchParams(solution.salt.slice(solution.salt.indexOf('?')));
    const until = Number(asked.get('expires')) * SECOND_MS;
    if (!(until > now) || asked.get('attempt') !== attemptId) return NOTHING;
    return { kind: 'solved', id: solution.challenge, until };
  }

  return {
    ask(attemptId, hardness, now, ticket = '') {
      const expires = Math.floor((now + WORK_MS) / SECOND_MS);
      // The & at the end keeps digits of the number from being passed off as the end of the salt, and so as a later expiry.
      const salt = `${random.bytes(SALT_BYTES).toString('hex')}?expires=${expires}&attempt=${attemptId}&`;
      const challenge = found(salt, random.bytes(NUMBER_BYTES).readUIntBE(0, NUMBER_BYTES) % (hardness + 1));
      const waiting = madeAtOf(ticket, attemptId, now);
      const madeAt = waiting ?? now;
      return {
        challenge: { algorithm: 'SHA-256', challenge, maxnumber: hardness, salt, signature: sign(challenge) },
        ticket: ticketOf(attemptId, madeAt),
        waitUntil: madeAt + WAIT_MS,
      };
    },
    judge({ solution, ticket }, attemptId, now) {
      const worth = judgeSolution(solution, attemptId, now);
      if (worth.kind !== 'nothing') return worth;
      const madeAt = madeAtOf(ticket, attemptId, now);
      if (madeAt === null) return NOTHING;
      return madeAt + WAIT_MS > now
        ? { kind: 'early', at: madeAt + WAIT_MS }
        : { kind: 'waited', id: ticket, until: madeAt + WORK_MS };
    },
  };
}

/** The hash of a number with its salt, in hex. */
function found(salt: string, number: number): string {
  return createHash('sha256').update(`${salt}${number}`, 'utf8').digest('hex');
}

interface Solution {
  readonly challenge: string;
  readonly number: number;
  readonly salt: string;
  readonly signature: string;
}

/** Reads ALTCHA's payload; null when it is none. */
function solutionOf(text: string): Solution | null {
  const parsed = parsedOf(Buffer.from(text, 'base64').toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { algorithm, challenge, number, salt, signature } = parsed as Record<string, unknown>;
  if (algorithm !== 'SHA-256' || !Number.isSafeInteger(number)) return null;
  if (typeof challenge !== 'string' || typeof salt !== 'string' || typeof signature !== 'string') return null;
  return { challenge, number: number as number, salt, signature };
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
