import { readFileSync } from 'node:fs';
import { signatureCheck } from '../../platform/signing.ts';
import { CommandRefused } from './contract.ts';

/** A check by the public key in a file. Throws `CommandRefused` when it is none. */
export function keyCheck(path: string): (text: string, signature: string) => boolean {
  const pem = textOf(path);
  try {
    return signatureCheck(pem);
  } catch {
    throw new CommandRefused('file-wrong', `${path} is not a public key as \`audit key\` prints it.`);
  }
}

/** The text of a file. Throws `CommandRefused` when it cannot be read. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** What a failure to read a file is: a refusal; any other error as it is. */
export function unreadable(error: unknown, path: string): unknown {
  const isFileError = error instanceof Error && 'syscall' in error;
  return isFileError ? new CommandRefused('file-missing', `${path} cannot be read.`) : error;
}
