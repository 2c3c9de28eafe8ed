import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORE, type Core } from './core.ts';
import { faultInCombinations, faultOf } from './faults.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const DOMAIN = fileURLToPath(new URL('../../src/domain/', import.meta.url));
const ENTRY = fileURLToPath(new URL('./core.ts', import.meta.url));

/** The source of a core file with the bug planted; the text to replace must stand there exactly once. */
function planted({ file, from, to }: Mutant): string {
  const parts = readFileSync(join(DOMAIN, file), 'utf8').split(from);
  expect(parts, `the text to replace in ${file}`).toHaveLength(2);
  return parts.join(to);
}

/** Bundles the core with one file changed, and loads that copy. */
async function coreWith(mutant: Mutant, folder: string, name: string): Promise<Core> {
  const contents = planted(mutant);
  const changed = join(DOMAIN, mutant.file);
  const bundle = await build({
    entryPoints: [ENTRY],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'plant',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => (path === changed ? { contents, loader: 'ts' } : null));
        },
      },
    ],
  });
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, bundle.outputFiles[0]?.text ?? '');
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { CORE: Core };
  return loaded.CORE;
}

describe('bugs of the past, planted in the core', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'core-mutants-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are not in the core that is shipped', () => {
    expect(faultOf(CORE)).toBeNull();
  });

  it.each(MUTANTS.map((mutant, index) => ({ ...mutant, index })))(
    'are caught: $title',
    async ({ index, ...mutant }) => {
      const core = await coreWith(mutant, folder, `mutant-${index}`);
      expect(faultOf(core)).not.toBeNull();
      if (mutant.seenBy === 'invariants') expect(faultInCombinations(core)).not.toBeNull();
    },
  );
});
