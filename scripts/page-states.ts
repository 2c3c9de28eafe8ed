import { join } from 'node:path';
import { build } from 'esbuild';
import type { PageState } from '../src/edges/pages/views/states.ts';

const ENTRY = join(import.meta.dirname, '../src/edges/pages/views/states.ts');

/** Every state of every page. Node runs TypeScript but not TSX, so the views are bundled in memory first. */
export async function loadPageStates(): Promise<readonly PageState[]> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made nothing of the page states');
  const module = await import(`data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`);
  return module.PAGE_STATES;
}
