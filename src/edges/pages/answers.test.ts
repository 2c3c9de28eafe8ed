import { describe, expect, it } from 'vitest';
import type { Answer } from '../../domain/sign-in/run/page.ts';
import { attemptIdOf, parseAnswer } from './answers.ts';

const AT = { attempt: 'abc_DEF-123', version: '7' };

/** Each kind of answer as a form sends it, and what it is read as. */
const KINDS: readonly [Record<string, string>, Answer][] = [
  [
    { answer: 'identifier', address: 'a@example.org' },
    { kind: 'identifier', address: 'a@example.org' },
  ],
  [
    { answer: 'passkey-first', ticket: '1.x', response: '{}' },
    { kind: 'passkey-first', ticket: '1.x', credential: '{}' },
  ],
  [
    { answer: 'password', password: ' x ' },
    { kind: 'password', password: ' x ' },
  ],
  [
    { answer: 'new-password', password: 'x' },
    { kind: 'new-password', password: 'x' },
  ],
  [
    { answer: 'proof', method: 'totp', code: '123 456' },
    { kind: 'proof', method: 'totp', fields: { code: '123 456' } },
  ],
  [
    { answer: 'proof', method: 'passkey', response: '{}' },
    { kind: 'proof', method: 'passkey', fields: { credential: '{}' } },
  ],
  [
    { answer: 'proof', method: 'recovery-code', code: 'A' },
    { kind: 'proof', method: 'recovery-code', fields: { code: 'A' } },
  ],
  [
    { answer: 'bind', method: 'totp', code: '1' },
    { kind: 'bind', method: 'totp', fields: { code: '1' } },
  ],
  [
    { answer: 'bind', method: 'passkey', response: '{}' },
    { kind: 'bind', method: 'passkey', fields: { credential: '{}' } },
  ],
  [
    { answer: 'choose-method', method: 'email-code' },
    { kind: 'choose-method', method: 'email-code' },
  ],
  [
    { answer: 'passkey-failed', reason: 'cancelled' },
    { kind: 'passkey-failed', reason: 'cancelled' },
  ],
  [
    { answer: 'recovery-code-saved', saved: 'yes' },
    { kind: 'recovery-code-saved', saved: true },
  ],
  [
    { answer: 'app-kept', kept: 'no' },
    { kind: 'app-kept', kept: false },
  ],
  [
    { answer: 'trust-accepted', response: '{}' },
    { kind: 'trust-accepted', fields: { credential: '{}' } },
  ],
  [
    { answer: 'trust-declined', until: 'not-now' },
    { kind: 'trust-declined', until: 'not-now' },
  ],
  [{ answer: 'resend' }, { kind: 'resend' }],
  [{ answer: 'postpone-set-up' }, { kind: 'postpone-set-up' }],
  [{ answer: 'start-over' }, { kind: 'start-over' }],
];

const ODD: readonly unknown[] = [null, 0, 1, -1, 1.5, {}, [], ['123456'], { toString: 'x' }, 'x'.repeat(60_000)];

describe('an answer', () => {
  it('T7 brings work and a ticket along with a password, where the page asked for them', () => {
    const work = { work: 'e30=', ticket: '1.x' };
    const read = (more: object) => parseAnswer({ ...AT, answer: 'password', password: 'x', ...more });
    expect(read(work)).toMatchObject({ ok: true, value: { answer: { kind: 'password', password: 'x', ...work } } });
    for (const odd of [{ work: 1 }, { work: 'x'.repeat(1_001) }, { ticket: [] }, { ticket: 'x'.repeat(101) }]) {
      expect(read(odd).ok).toBe(false);
    }
  });

  it.each(KINDS)('is read from the form %j', (form, answer) => {
    expect(parseAnswer({ ...AT, ...form, csrf: 'x', unknown: 'ignored' })).toEqual({
      ok: true,
      value: { answer, attempt: { id: AT.attempt, version: 7 }, application: null, platform: false },
    });
  });

  it.each(KINDS)('is malformed when a field of %j is missing, empty of type, or oversized', (form) => {
    for (const field of Object.keys(form).filter((name) => name !== 'saved')) {
      const { [field]: _, ...rest } = form;
      expect(parseAnswer({ ...AT, ...rest }).ok, `without ${field}`).toBe(false);
      for (const odd of ODD) {
        expect(
          parseAnswer({ ...AT, ...form, [field]: odd }).ok,
          `${field} = ${JSON.stringify(odd)?.slice(0, 20)}`,
        ).toBe(false);
      }
    }
  });

  it.each(KINDS)('is malformed when the attempt or version of %j is odd', (form) => {
    for (const odd of ODD.filter((value) => value !== null && value !== 0 && value !== 1)) {
      expect(parseAnswer({ ...AT, ...form, attempt: odd }).ok).toBe(false);
      expect(parseAnswer({ ...AT, ...form, version: odd }).ok).toBe(false);
      expect(parseAnswer({ ...AT, ...form, platform: odd }).ok).toBe(false);
      expect(parseAnswer({ ...AT, ...form, application: odd }).ok).toBe(false);
    }
    expect(parseAnswer({ ...AT, ...form, version: '7e1' }).ok).toBe(false);
    expect(parseAnswer({ ...AT, ...form, attempt: '../x' }).ok).toBe(false);
    expect(parseAnswer({ ...form, attempt: AT.attempt }).ok).toBe(false);
  });

  it('of an address names the request of an application, and of nothing else', () => {
    const named = parseAnswer({ answer: 'identifier', address: 'a@example.org', application: 'request-1' });
    expect(named).toMatchObject({ ok: true, value: { application: 'request-1', attempt: null } });
    const later = parseAnswer({ ...AT, answer: 'resend', application: 'request-1' });
    expect(later).toMatchObject({ ok: true, value: { application: null } });
  });

  it('needs its attempt unless it is an address or a passkey that opens one', () => {
    for (const [form, answer] of KINDS) {
      const opens = answer.kind === 'identifier' || answer.kind === 'passkey-first';
      expect(parseAnswer(form).ok).toBe(opens);
      expect(parseAnswer({ ...form, attempt: '', version: '' }).ok).toBe(opens);
      expect(parseAnswer({ ...form, attempt: null }).ok).toBe(opens);
    }
  });

  it('takes numbers and booleans from JSON', () => {
    expect(parseAnswer({ ...AT, version: 7, platform: true, answer: 'app-kept', kept: true })).toEqual({
      ok: true,
      value: {
        answer: { kind: 'app-kept', kept: true },
        attempt: { id: AT.attempt, version: 7 },
        application: null,
        platform: true,
      },
    });
  });

  it('counts an absent or unticked box as not saved', () => {
    for (const saved of [undefined, '', 'no', false]) {
      const read = parseAnswer({ ...AT, answer: 'recovery-code-saved', ...(saved === undefined ? {} : { saved }) });
      expect(read.ok && read.value.answer).toEqual({ kind: 'recovery-code-saved', saved: false });
    }
    expect(parseAnswer({ ...AT, answer: 'recovery-code-saved', saved: 'true' }).ok).toBe(false);
  });

  it('may not smuggle the password in as a second proof', () => {
    expect(parseAnswer({ ...AT, answer: 'proof', method: 'password', code: 'x', response: 'x' }).ok).toBe(false);
  });

  it('gives a method its own field only', () => {
    expect(parseAnswer({ ...AT, answer: 'proof', method: 'passkey', code: '1' }).ok).toBe(false);
    expect(parseAnswer({ ...AT, answer: 'proof', method: 'totp', response: '{}' }).ok).toBe(false);
    expect(parseAnswer({ ...AT, answer: 'bind', method: 'email-code', code: '1' }).ok).toBe(false);
  });

  it('names no kind that is not in the list', () => {
    for (const answer of ['', 'complete', '__proto__', 'constructor', 'toString', null, 1, ['resend']]) {
      expect(parseAnswer({ ...AT, answer }).ok).toBe(false);
    }
    expect(parseAnswer({}).ok).toBe(false);
  });
});

describe('an attempt id', () => {
  it.each([undefined, null, '', 'a b', '../x', 'a'.repeat(65), 1, ['a'], {}])('is not %j', (stated) => {
    expect(attemptIdOf(stated)).toBeNull();
  });
});
