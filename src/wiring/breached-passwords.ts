import { hashListAt, problemOfHashList } from '../platform/hash-list.ts';
import { StartRefused } from './outside.ts';

/** The configured list of breached passwords, for `createMethods`. Throws {@link StartRefused} when it cannot be used. */
export async function breachedPasswordsFrom(
  path: string | null,
): Promise<{ readonly isLeaked?: (password: string) => Promise<boolean> }> {
  if (path === null) return {};
  const problem = await problemOfHashList(path);
  if (problem !== null) {
    throw new StartRefused(`The list of VESTIBULE_BREACHED_PASSWORDS (${path}) cannot be used: ${problem}.`);
  }
  const list = hashListAt(path);
  return { isLeaked: (password) => list.includes(password) };
}
