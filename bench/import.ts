import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buildServer, productPlan } from '../scripts/build.ts';

// `npm run bench:import [-- ROWS]`; see README.md.

const rows = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
try {
  const outDir = join(import.meta.dirname, '../.vestibule/bench-import');
  const { external } = productPlan();
  await buildServer({ entry: join(import.meta.dirname, 'import-app.ts'), outDir, external });
  const file = join(folder, 'people.csv');
  await pipeline(Readable.from(people()), createWriteStream(file));
  for (const run of ['first run', 'run again']) {
    const { seconds, peakMib, counts } = await importOnce(join(outDir, 'main.js'), file);
    const speed = Math.round(rows / seconds).toLocaleString('en');
    console.log(
      `${run}: ${seconds.toFixed(1)} s, ${speed} rows/s, at most ${Math.round(peakMib)} MiB, ${JSON.stringify(counts)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function* people(): Generator<string> {
  yield 'address,name,kind,address_confirmed,password_hash,totp_secret\n';
  for (let number = 0; number < rows; number++) {
    const hash = '$2y$10$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi';
    const app = number % 2 === 0 ? 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' : '';
    yield `person${number}@riverside.example,Person Number ${number},provider,true,${hash},${app}\n`;
  }
}

/** What `import-app.ts` tells at its end. */
interface Told {
  readonly seconds: number;
  readonly peakMib: number;
  readonly counts: unknown;
}

async function importOnce(program: string, file: string): Promise<Told> {
  const env = {
    VESTIBULE_DATABASE: `sqlite:${join(folder, 'bench.sqlite')}`,
    ...process.env,
    VESTIBULE_URL: 'http://localhost:4999',
    VESTIBULE_DATA: folder,
    BENCH_FILE: file,
  };
  const child = fork(program, { env });
  const [told] = (await once(child, 'message')) as [Told];
  await once(child, 'exit');
  return told;
}
