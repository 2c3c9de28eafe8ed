import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { CURRENT } from '../../src/domain/methods/password/hash.ts';

// The floor of a password sign-in: the product's own hash through the same library, as many at once as there are cores,
// and nothing else. Told a number of milliseconds, it says how many it made and how long that took.

const stored = await hash('correct-horse-battery', CURRENT);
process.on('message', (ms: number) => void work(ms));
process.once('disconnect', () => process.exit(0));
process.send?.('ready');

async function work(ms: number): Promise<void> {
  let done = 0;
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const until = begun + ms;
  const worker = async () => {
    while (performance.now() < until) {
      if (!(await verify(stored, 'correct-horse-battery'))) throw new Error('the hash does not match');
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  process.send?.({ done, seconds, cpuMs: (user + system) / 1_000 });
}
