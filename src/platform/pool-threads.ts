import { readdir, readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

const TASKS = '/proc/self/task';

/**
 * Lets the threads of libuv's pool stand back behind the main thread: passwords are hashed on the former, everybody is answered on
 * the latter. A hash then waits for an answer that takes a millisecond, and not the answer for a slice of hashing. Only Linux gives
 * each thread a priority of its own (nice(2)); elsewhere, and where `/proc` cannot be read, nothing changes. Returns how many threads
 * stand back.
 */
export async function standBack(niceness: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  let threads = 0;
  // Reading a folder is itself work of the pool: by its answer all of its threads are there.
  for (const id of await readdir(TASKS).catch(() => [])) {
    // Other threads of Node come and go.
    const name = await readFile(`${TASKS}/${id}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== 'libuv-worker') continue;
    setPriority(Number(id), niceness);
    threads += 1;
  }
  return threads;
}
