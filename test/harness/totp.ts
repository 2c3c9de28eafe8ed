import { execFileSync } from 'node:child_process';
import type { EpochMs } from '../../src/platform/kernel/time.ts';
import { findProgram } from './find-browser.ts';

/** The code that an authenticator app would show, computed by oathtool: a program that shares nothing with ours. */
export function appCode(secretBase32: string, at: EpochMs): string {
  const oathtool = findProgram('oathtool');
  if (oathtool === null)
    throw new Error('The tests need oathtool (apt-get install oathtool, brew install oath-toolkit).');
  const secret = secretBase32.replaceAll(' ', '');
  const when = `@${Math.floor(at / 1_000)}`;
  // The secret goes in by standard input, as one would hand it to a program that others can see running.
  return execFileSync(oathtool, ['--totp', '-b', '-N', when, '-'], { input: `${secret}\n`, encoding: 'utf8' }).trim();
}
