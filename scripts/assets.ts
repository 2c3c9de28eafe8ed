import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A built file: its name carries the hash of its content, so that it can be kept for ever. */
export interface Asset {
  readonly name: string;
  readonly text: string;
}

/** What every page needs beside itself. */
export interface Assets {
  readonly css: Asset;
  readonly js: Asset;
}

const UI = fileURLToPath(new URL('../src/platform/ui/', import.meta.url));

/** Bundles and minifies the style sheet and the client script, in memory. */
export async function buildAssets(): Promise<Assets> {
  const [css, js] = await Promise.all([bundle('styles/main.css'), bundle('client/main.ts')]);
  return { css: named('css', css), js: named('js', js) };
}

/** Builds both into a folder under their hashed names. */
export async function writeAssets(folder: string): Promise<Assets> {
  const assets = await buildAssets();
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.values(assets).map((asset: Asset) => writeFile(join(folder, asset.name), asset.text)));
  return assets;
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(UI, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    // Nesting, `oklch` and popovers are of 2023; the script stays readable to somewhat older ones.
    target: ['chrome111', 'firefox113', 'safari16.4'],
    legalComments: 'none',
    charset: 'utf8',
  });
  return outputFiles[0]?.text ?? '';
}

function named(extension: 'css' | 'js', text: string): Asset {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 10);
  return { name: `vestibule-${hash}.${extension}`, text };
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../dist/assets/', import.meta.url));
  for (const { name, text } of Object.values(await writeAssets(folder))) {
    console.log(`${name}  ${Buffer.byteLength(text)} bytes`);
  }
}
