import { createReadStream } from 'node:fs';
import { systemClock } from '../src/platform/clock.ts';
import { readConfig } from '../src/platform/config.ts';
import { createLog } from '../src/platform/log.ts';
import { systemRandom } from '../src/platform/random.ts';
import { openInstance } from '../src/wiring/instance.ts';

// One import, in a process of its own: `import.ts` bundles and starts it with a data folder, a database and a file.

const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error.join('\n'));
const outside = { clock: systemClock, random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
const instance = await openInstance(config.value, outside);
const name = 'Riverside Clinic';
if ((await instance.organizations.find(name)) === null) {
  await instance.organizations.create({ name, kind: 'clinic', support: null });
}
const bytes = createReadStream(process.env['BENCH_FILE'] ?? '');
const begun = performance.now();
const input = { bytes, form: 'csv', organization: name, dryRun: false } as const;
const done = await instance.imports.run(input, () => {});
const seconds = (performance.now() - begun) / 1_000;
await instance.close();
// KiB (getrusage).
const { maxRSS } = process.resourceUsage();
process.send?.({ seconds, peakMib: maxRSS / 1_024, counts: done.ok ? done.value.counts : done.error });
process.disconnect?.();
