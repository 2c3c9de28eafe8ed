import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('pool-threads.ts', import.meta.url));

/** In a process of its own, since it stands back for good. */
const PROGRAM = `
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { standBack } from ${JSON.stringify(MODULE)};
const threads = await standBack(7);
const tasks = process.platform === 'linux' ? readdirSync('/proc/self/task') : [];
const nice = (pool) => tasks.map(Number)
  .filter((id) => readFileSync('/proc/self/task/' + id + '/comm', 'utf8').startsWith('libuv-worker') === pool)
  .map((id) => getPriority(id));
console.log(JSON.stringify({ threads, pool: nice(true), others: nice(false) }));
`;

it('lets the threads of the pool stand back on Linux, and nobody else', () => {
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { encoding: 'utf8' });
  const { threads, pool, others } = JSON.parse(out) as Record<'pool' | 'others', number[]> & { threads: number };
  expect(threads).toBe(pool.length);
  expect(threads).toBe(process.platform === 'linux' ? 4 : 0);
  expect(new Set(pool)).toEqual(new Set(threads === 0 ? [] : [7]));
  expect(others.filter((niceness) => niceness === 7)).toEqual([]);
});
