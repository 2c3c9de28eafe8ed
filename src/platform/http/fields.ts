import { ok, type Result, refused } from '../kernel/result.ts';

/** Posted or queried fields: each name once. Has no prototype, so no name is special. */
export type Fields = Readonly<Record<string, string>>;

/** What a posted body is parsed into, before its owner checks types. */
export type Body = Readonly<Record<string, unknown>>;

const MOST_FIELDS = 50;
/** Levels of arrays and objects below the body itself. */
const MOST_DEPTH = 8;
/** A target without anything to decode. */
const PLAIN_TARGET = /^[A-Za-z0-9/_.-]*$/;
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
/** Throws at bytes that are not UTF-8. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
const POISON = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses `application/x-www-form-urlencoded`, in a body or a query. Refuses what a lenient parser would turn into something
 * surprising: a field given twice, a broken percent-encoding, bytes that are not UTF-8, NUL.
 */
export function parseFields(text: string): Result<Fields, 'malformed'> {
  const fields: Record<string, string> = Object.create(null);
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MOST_FIELDS) return refused('malformed');
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    const value = decode(cut < 0 ? '' : pair.slice(cut + 1));
    if (name === null || value === null || name in fields || !isCleanName(name) || !isCleanText(value)) {
      return refused('malformed');
    }
    fields[name] = value;
  }
  return ok(fields);
}

/** Parses a JSON body: one object in UTF-8. Types of its members are for its owner to check. */
export function parseJsonBody(bytes: Buffer): Result<Body, 'malformed'> {
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(bytes));
  } catch {
    return refused('malformed');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('malformed');
  const body: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    if (!isCleanName(name) || !isShallow(member, MOST_DEPTH)) return refused('malformed');
    if (typeof member === 'string' && !isCleanText(member)) return refused('malformed');
    body[name] = member;
  }
  return ok(body);
}

/** Whether a request target decodes: broken percent-encodings, NUL and bytes that are not UTF-8 do not. */
export function isCleanTarget(target: string): boolean {
  if (PLAIN_TARGET.test(target)) return true;
  const path = target.split('?', 1)[0] ?? '';
  const decoded = decode(path);
  return decoded !== null && isCleanText(decoded);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

function decode(text: string): string | null {
  // A replacement character before decoding stands for raw bytes that were not UTF-8.
  if (text.includes('\ufffd')) return null;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Whether a field may be called so: short, plain, and nothing that means something to an object. */
export function isCleanName(name: string): boolean {
  return NAME.test(name) && !POISON.has(name);
}

/** Whether a text is well formed and without NUL. */
export function isCleanText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
