import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../platform/random.ts';
import { type Challenge, createWork, WAIT_MS, WORK_MS } from './work.ts';

const NOW = 2_000_000_000_000;
const ATTEMPT = 'attempt_-1';
const HARDNESS = 50;
const work = createWork({ key: Buffer.alloc(32, 1), random: systemRandom });
const NO_TICKET = '';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const payload = (parts: object) => Buffer.from(JSON.stringify(parts)).toString('base64');

/** As any program solves it that knows the published form. */
function solve({ algorithm, challenge, maxnumber, salt, signature }: Challenge) {
  for (let number = 0; number <= maxnumber; number++) {
    if (hash(`${salt}${number}`) === challenge) return { algorithm, challenge, number, salt, signature };
  }
  throw new Error('no number fits');
}

function twoDigits() {
  for (;;) {
    const solution = solve(work.ask(ATTEMPT, HARDNESS, NOW).challenge);
    if (solution.number > 9) return solution;
  }
}

const judged = (solution: string, at = NOW, attempt = ATTEMPT) =>
  work.judge({ solution, ticket: NO_TICKET }, attempt, at).kind;

describe('a proof of work', () => {
  const { challenge } = work.ask(ATTEMPT, HARDNESS, NOW);
  const solution = solve(challenge);

  it('T7 is worth something when the number fits, once told apart by its challenge', () => {
    expect(work.judge({ solution: payload(solution), ticket: NO_TICKET }, ATTEMPT, NOW)).toEqual({
      kind: 'solved',
      id: challenge.challenge,
      until: NOW + WORK_MS,
    });
  });

  it('T7 is worth nothing with another number, salt, signature, algorithm, challenge or form', () => {
    const own = hash('mine1');
    for (const forged of [
      { ...solution, number: solution.number + 1 },
      { ...solution, number: String(solution.number) },
      { ...solution, salt: solution.salt.replace('expires=2', 'expires=3') },
      { ...solution, signature: solution.signature.replace(/^./, (sign) => (sign === '0' ? '1' : '0')) },
      { ...solution, algorithm: 'SHA-1' },
      { ...solution, challenge: own, salt: 'mine', number: 1 },
      [],
      null,
      1,
    ]) {
      expect(judged(payload(forged as object))).toBe('nothing');
    }
    for (const text of ['', '%', 'e30=', 'x'.repeat(1_000)]) expect(judged(text)).toBe('nothing');
  });

  it('T7 is worth nothing in another attempt, with another key, or ten minutes later', () => {
    expect(judged(payload(solution), NOW, 'attempt_-2')).toBe('nothing');
    const other = createWork({ key: Buffer.alloc(32, 2), random: systemRandom });
    expect(other.judge({ solution: payload(solution), ticket: '' }, ATTEMPT, NOW).kind).toBe('nothing');
    expect(judged(payload(solution), NOW + WORK_MS - 1)).toBe('solved');
    expect(judged(payload(solution), NOW + WORK_MS)).toBe('nothing');
  });

  it('T7 keeps its expiry where digits of the number are moved to the salt, and stays the same proof', () => {
    const long = twoDigits();
    const [first, second] = String(long.number);
    const moved = { ...long, salt: `${long.salt}${first}`, number: Number(second) };
    const until = NOW + WORK_MS;
    expect(work.judge({ solution: payload(moved), ticket: NO_TICKET }, ATTEMPT, NOW)).toEqual({
      kind: 'solved',
      id: long.challenge,
      until,
    });
    // Without the & the digit would have been the end of the expiry.
    expect(judged(payload({ ...moved, salt: moved.salt.replace('&', '') }))).toBe('nothing');
  });

  it('T7 is never asked for twice alike, and its number is never above the largest', () => {
    const asked = Array.from({ length: 50 }, () => work.ask(ATTEMPT, 3, NOW).challenge);
    expect(new Set(asked.map((one) => one.challenge)).size).toBe(50);
    expect(new Set(asked.map((one) => solve(one).number))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('a wait instead of work', () => {
  const { ticket, waitUntil } = work.ask(ATTEMPT, HARDNESS, NOW);
  const waited = (at: number, attempt = ATTEMPT, given = ticket) =>
    work.judge({ solution: '', ticket: given }, attempt, at);

  it('T7 is worth something after 30 seconds, until ten minutes are over', () => {
    expect(waitUntil).toBe(NOW + WAIT_MS);
    expect(waited(NOW + WAIT_MS - 1)).toEqual({ kind: 'early', at: NOW + WAIT_MS });
    expect(waited(NOW + WAIT_MS)).toEqual({ kind: 'waited', id: ticket, until: NOW + WORK_MS });
    expect(waited(NOW + WORK_MS)).toEqual({ kind: 'nothing' });
  });

  it('T7 counts in its own attempt only, and from when it was asked for', () => {
    expect(waited(NOW + WAIT_MS, 'attempt_-2').kind).toBe('nothing');
    const earlier = ticket.replace(String(NOW), String(NOW - WAIT_MS));
    expect(waited(NOW, ATTEMPT, earlier).kind).toBe('nothing');
    for (const given of ['', '.', 'x.y', `${NOW}.`]) expect(waited(NOW, ATTEMPT, given).kind).toBe('nothing');
  });

  it('T7 goes on when the page is asked for again with its ticket, and starts anew with a foreign one', () => {
    expect(work.ask(ATTEMPT, HARDNESS, NOW + 5, ticket)).toMatchObject({ ticket, waitUntil });
    expect(work.ask('attempt_-2', HARDNESS, NOW + 5, ticket).waitUntil).toBe(NOW + 5 + WAIT_MS);
  });
});
