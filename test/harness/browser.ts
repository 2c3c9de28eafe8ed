import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

// Without a sandbox it runs as root in a container; the rest keeps it from speaking to anybody but the test.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-dev-shm-usage',
];

/** A real Chromium. One serves a whole test file; people in it are contexts. */
export interface TestBrowser {
  /** A fresh person or device: own cookies, own storage. English unless said otherwise. */
  person(options?: BrowserContextOptions): Promise<BrowserContext>;
  stop(): Promise<void>;
}

/** Starts Chromium; throws with what to install where there is none. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ ...(await findBrowser()), args: FLAGS });
  return {
    async person(options = {}) {
      const context = await browser.newContext({ locale: 'en-US', ...options });
      context.setDefaultTimeout(10_000);
      return context;
    },
    stop: () => browser.close(),
  };
}
