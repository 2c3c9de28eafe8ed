import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildServer, productPlan } from './build.ts';

// Inside the checkout, so that packages are found.
mkdirSync(join(import.meta.dirname, '../dist'), { recursive: true });
const folder = mkdtempSync(join(import.meta.dirname, '../dist/.build-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('bundles JavaScript packages, leaves native ones outside and lists the licenses of what it took in', async () => {
  const entry = join(folder, 'entry.tsx');
  writeFileSync(
    entry,
    `import Database from 'better-sqlite3';
     import Fastify from 'fastify';
     import { render } from 'preact-render-to-string';
     const one = new Database(':memory:').prepare('SELECT 1 AS one').get();
     console.log(JSON.stringify({ one, fastify: typeof Fastify().listen, html: render(<p>{'<'}</p>) }));`,
  );

  await buildServer({ ...productPlan(), entry, outDir: join(folder, 'out') });

  const bundle = readFileSync(join(folder, 'out/main.js'), 'utf8');
  expect(bundle).toMatch(/from\s*["']better-sqlite3["']/);
  expect(bundle).not.toMatch(/from\s*["']fastify["']/);
  const printed = execFileSync(process.execPath, [join(folder, 'out/main.js')], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({ one: { one: 1 }, fastify: 'function', html: '<p>&lt;</p>' });
  const licenses = readFileSync(join(folder, 'out/third-party-licenses.txt'), 'utf8');
  expect(licenses).toMatch(/^fastify 5\.[^]*?Permission is hereby granted/m);
  expect(licenses).not.toContain('better-sqlite3');
});

it('bundles each thread beside the program', async () => {
  const entry = join(folder, 'main.ts');
  const thread = join(folder, 'beside.ts');
  writeFileSync(
    entry,
    `import { Worker } from 'node:worker_threads';
     new Worker(new URL('./helper.js', import.meta.url)).on('message', console.log);`,
  );
  writeFileSync(thread, "import { parentPort } from 'node:worker_threads'; parentPort?.postMessage('from beside');");

  await buildServer({ ...productPlan(), entry, threads: { helper: thread }, outDir: join(folder, 'threads') });

  const printed = execFileSync(process.execPath, [join(folder, 'threads/main.js')], { encoding: 'utf8' });
  expect(printed).toBe('from beside\n');
});

it('refuses a character that would make the whole bundle twice as large in memory', async () => {
  const entry = join(folder, 'check-mark.ts');
  writeFileSync(entry, 'console.log(String.raw`\u2713 done`);');
  const plan = { ...productPlan(), threads: {}, entry, outDir: join(folder, 'check-mark') };
  await expect(buildServer(plan)).rejects.toThrow('holds a character beyond ASCII');
});
