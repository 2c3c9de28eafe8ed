import { hashListAt, problemOfHashList } from '../platform/hash-list.ts';
import type { Log } from '../platform/log.ts';
import { StartRefused } from './outside.ts';

/** The configured list of breached passwords, for `createMethods`. Throws {@link StartRefused} when it cannot be used. */
export async function breachedPasswordsFrom(
  path: string | null,
  log: Pick<Log, 'error'>,
): Promise<{ readonly isLeaked?: (password: string) => Promise<boolean> }> {
  if (path === null) return {};
  const problem = await problemOfHashList(path);
  if (problem !== null) {
    throw new StartRefused(`The list of VESTIBULE_BREACHED_PASSWORDS (${path}) cannot be used: ${problem}.`);
  }
  const list = hashListAt(path);
  let told = false;
  return {
    async isLeaked(password) {
      try {
        const listed = await list.includes(password);
        told = false;
        return listed;
      } catch (err) {
        // Whoever signs in cannot help it that the file is gone; who operates it can.
        if (!told) log.error({ err, path }, 'the list of breached passwords cannot be read');
        told = true;
        return false;
      }
    },
  };
}
