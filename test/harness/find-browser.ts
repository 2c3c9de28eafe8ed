import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
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

/** A browser for the tests: an installed one, else the one that comes as a package. Throws with what to install. */
export async function browserPath(): Promise<string> {
  const installed = installedBrowser();
  if (installed) return installed;
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packaged } = await import('@sparticuz/chromium');
    return packaged.executablePath();
  }
  throw new Error('The tests need Chromium or Chrome: install one, or name it in CHROME_PATH.');
}
