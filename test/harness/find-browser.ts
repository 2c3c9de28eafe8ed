import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Without a window of its own first: it starts in half the time. */
const COMMANDS = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where a program lies on PATH; null when it is not installed. */
export function findProgram(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** An installed Chromium or Chrome (CHROME_PATH names one that lies elsewhere); null when there is none. */
export function installedBrowser(): string | null {
  const named = process.env.CHROME_PATH;
  if (named) return named;
  for (const command of COMMANDS) {
    const path = findProgram(command);
    if (path) return path;
  }
  return ELSEWHERE.find((path) => existsSync(path)) ?? null;
}

/** What Playwright's `launch` needs to know of a browser. */
export interface Launchable {
  readonly executablePath: string;
  readonly env?: Record<string, string>;
}

/** A browser for the tests: an installed one, else the one that comes as a package. Throws with what to install. */
export async function findBrowser(): Promise<Launchable> {
  const installed = installedBrowser();
  if (installed) return { executablePath: installed };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  throw new Error('The tests need Chromium or Chrome: install one, or name it in CHROME_PATH.');
}

/** Unpacks it into the folder for temporary files, with the libraries that a bare machine lacks. */
async function packagedBrowser(): Promise<Launchable> {
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
  const libraries = join(await inflate(join(packed, 'al2023.tar.br')), 'lib');
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    executablePath: await chromium.executablePath(),
    env: { FONTCONFIG_PATH: join(tmpdir(), 'fonts'), ...Object.fromEntries(inherited), LD_LIBRARY_PATH: libraries },
  };
}
