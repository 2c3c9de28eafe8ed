import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type AssetSource, compressed } from '../src/platform/http/assets.ts';

/**
 * What pages need beside themselves: `app.css` and `app.js` on all, `console.css` and
 * `console.js` in their place in the console, and `work.js`, which only a page that asks for work loads. The server puts the hash of their content into their addresses.
 */
export type UiAssets = readonly [css: AssetSource, js: AssetSource, work: AssetSource, ...console: AssetSource[]];

const UI = fileURLToPath(new URL('../src/platform/ui/', import.meta.url));
const OUT = fileURLToPath(new URL('../dist/assets/', import.meta.url));

/** Bundles and minifies the style sheets and the client scripts, in memory. */
export async function bundleAssets(): Promise<UiAssets> {
  const [css, js, work, deskCss, deskJs] = await Promise.all([
    bundle('styles/main.css'),
    bundle('client/main.ts'),
    bundle('client/work.ts'),
    bundle('styles/console.css'),
    bundle('client/console.ts'),
  ]);
  return [
    { name: 'app', extension: 'css', bytes: css },
    { name: 'app', extension: 'js', bytes: js },
    { name: 'work', extension: 'js', bytes: work },
    { name: 'console', extension: 'css', bytes: deskCss },
    { name: 'console', extension: 'js', bytes: deskJs },
  ];
}

/** Bundles all into `dist/assets/`, plain and compressed, from where the server reads them at start. */
export async function buildAssets(folder = OUT): Promise<UiAssets> {
  const assets = await bundleAssets();
  await mkdir(folder, { recursive: true });
  const files = assets.flatMap(({ name, extension, bytes }) => {
    const { br, gzip } = compressed(bytes);
    const file = `${name}.${extension}`;
    return [
      [file, bytes],
      [`${file}.br`, br],
      [`${file}.gz`, gzip],
    ] as const;
  });
  await Promise.all(files.map(([file, bytes]) => writeFile(join(folder, file), bytes)));
  return assets;
}

async function bundle(entry: string): Promise<Buffer> {
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
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return Buffer.from(file.contents);
}

if (import.meta.main) {
  for (const { name, extension, bytes } of await buildAssets())
    console.log(`${name}.${extension}  ${bytes.length} bytes`);
}
