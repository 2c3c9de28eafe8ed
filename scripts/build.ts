import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle, type Metafile, stop } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where to build from and to; paths are absolute. */
export interface BuildPlan {
  readonly entry: string;
  /** What runs in threads: bundles of their own beside `main.js`, by name. */
  readonly threads?: Readonly<Record<string, string>>;
  readonly outDir: string;
  /** Packages that stay outside the bundle: those that carry native code, which are the `dependencies` of package.json. */
  readonly external: readonly string[];
  /** With the comments that tell where each piece came from; a profile is read by them. */
  readonly commented?: boolean;
}

/** The product's own plan: `src/main.ts` becomes `dist/main.js`. */
export function productPlan(): BuildPlan {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    entry: join(root, 'src/main.ts'),
    threads: { 'picture-thread': join(root, 'src/platform/pictures/thread.ts') },
    outDir: join(root, 'dist'),
    external: Object.keys(manifest.dependencies),
  };
}

/** Bundles the server into one file, which starts faster than many, its threads beside it, and lists the licenses of what is inside. */
export async function buildServer(plan: BuildPlan): Promise<void> {
  const result = await bundle({
    entryPoints: { main: plan.entry, ...plan.threads },
    outdir: plan.outDir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // pg asks for its native twin and falls back when it is absent.
    external: [...plan.external, 'pg-native'],
    banner: { js: COMMONJS_GLOBALS },
    legalComments: 'none',
    // Names stay: stack traces are read by people, and libraries ask classes for theirs.
    minifyWhitespace: plan.commented !== true,
    lineLimit: LINE_LIMIT,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  for (const file of result.outputFiles) {
    if (plan.commented !== true) requireAscii(file.path, file.text);
    replaceFile(file.path, file.contents);
  }
  replaceFile(join(plan.outDir, 'third-party-licenses.txt'), licensesOf(result.metafile));
  chmodSync(join(plan.outDir, 'main.js'), 0o755);
}

/** So that a stack trace tells more than "line 1". */
const LINE_LIMIT = 160;

/** V8 keeps two bytes for each character of a text that has a single one beyond Latin-1: megabytes for a bundle. */
function requireAscii(path: string, text: string): void {
  const found = /.{0,40}[^\x00-\x7f].{0,40}/.exec(text)?.[0];
  if (found === undefined) return;
  throw new Error(`${path} holds a character beyond ASCII that esbuild cannot escape: …${found}… Write it as \\u….`);
}

// Bundled CommonJS packages expect these; ES modules have none.
const COMMONJS_GLOBALS = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __pathOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __pathOf(import.meta.url);
const __dirname = __dirnameOf(__filename);`;

/** Builds everything below `dist/`. */
export async function build(): Promise<void> {
  const plan = productPlan();
  await buildServer(plan);
  const { buildAssets } = await import('./assets.ts');
  await buildAssets();
  // Otherwise its process would live as long as the server that was just built.
  await stop();
  replaceFile(stampFile(plan.outDir), sourceState());
}

/** Builds when a source has changed since the last time. */
export async function buildIfNeeded(): Promise<void> {
  const stamp = stampFile(join(root, 'dist'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceState()) return;
  const started = performance.now();
  console.error('Building …');
  await build();
  console.error(`Built (${((performance.now() - started) / 1000).toFixed(1)} s).`);
}

function stampFile(outDir: string): string {
  return join(outDir, '.built-from');
}

/** A digest of names, sizes and times of all that a build reads. */
function sourceState(): string {
  const hash = createHash('sha256');
  const files = ['src', 'scripts', 'examples'].flatMap(filesBelow);
  for (const path of ['package.json', 'package-lock.json', ...files]) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function licensesOf(metafile: Metafile): string {
  const folders = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) folders.add(match[1]);
  }
  const parts = [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `License: ${manifest.license}`;
    return `${manifest.name} ${manifest.version}\n\n${text}\n`;
  });
  return parts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** A server that is starting reads either the old file or the new one, never half of one. */
function replaceFile(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build();
}
