import { type CDPSession, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../test/harness/find-browser.ts';
import { spreadOf } from '../load/blocks.ts';
import { Connection, headerOf } from '../load/connection.ts';
import { figure, spread } from '../report/words.ts';
import type { Stage } from '../stage.ts';
import type { Row } from './row.ts';

const BYTES_TARGET = 14_000;
const REQUESTS_TARGET = 3;
/** Lighthouse's "slow 4G" phone: 1.6 Mbit/s, 150 ms there and back, a processor four times as slow. */
const PHONE = { bytesPerSecond: 1_600_000 / 8, roundTripMs: 150, slowdown: 4 };
const VISITS = 5;

/** What the first visit of the sign-in page costs, as it comes over the wire. */
export const pageRow: Row = {
  name: 'page',
  async run(stage) {
    const { server } = await stage.vestibule('sqlite');
    const { bytes, requests } = await weigh(server.port);
    const interactive = await onPhone(server.port, stage);
    return {
      findings: [
        {
          what: 'sign-in page, cold, compressed',
          target: `≤ ${BYTES_TARGET / 1_000} kB in ≤ ${REQUESTS_TARGET} requests`,
          result: `${figure(bytes / 1_000)} kB in ${requests} requests, without headers`,
          beside: 'as published: Authelia 237 kB in 36 requests, Keycloak ≥ 152 kB, LemonLDAP 277 kB in 12',
          reached: bytes <= BYTES_TARGET && requests <= REQUESTS_TARGET,
        },
        {
          what: 'sign-in page on a phone (1.6 Mbit/s, 150 ms, processor slowed four times): until it can be used',
          target: '',
          result: interactive,
          beside: 'from an empty cache until everything is loaded and no script holds the page any more, without TLS',
          reached: null,
        },
      ],
      charts: [],
    };
  },
};

/** The page and all that it names, as a browser asks for them. */
async function weigh(port: number): Promise<{ readonly bytes: number; readonly requests: number }> {
  const connection = new Connection(port);
  const get = (path: string, lines: string) => connection.request('GET', path, lines);
  const plain = await get('/sign-in', 'accept: text/html\r\n');
  const named = [...plain.body.matchAll(/<(?:link|script|img)[^>]* (?:href|src)="(?!data:)([^"]+)"/g)];
  let bytes = 0;
  for (const path of ['/sign-in', ...named.map(([, path = '']) => path)]) {
    const answer = await get(path, 'accept: */*\r\naccept-encoding: gzip, br\r\n');
    const length = Number(headerOf(answer, 'content-length'));
    if (answer.status !== 200 || !(length > 0)) throw new Error(`${path} answered ${answer.status} without a length`);
    bytes += length;
  }
  connection.close();
  return { bytes, requests: 1 + named.length };
}

async function onPhone(port: number, stage: Stage): Promise<string> {
  const found = await findBrowser().catch((error: Error) => error);
  if (found instanceof Error) return `not measured: ${found.message}`;
  const browser = await chromium.launch({ ...found, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const took: number[] = [];
    for (let visit = 0; visit < Math.max(VISITS, stage.plan.blocks); visit++) {
      const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
      const page = await context.newPage();
      await slowDown(await context.newCDPSession(page));
      took.push(await untilUsable(page, `http://localhost:${port}/sign-in`));
      await context.close();
    }
    return `${spread(spreadOf(took))} ms`;
  } finally {
    await browser.close();
  }
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: PHONE.roundTripMs,
    downloadThroughput: PHONE.bytesPerSecond,
    uploadThroughput: PHONE.bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: PHONE.slowdown });
}

/** The end of loading, or of the last long task where one came later, in ms from the beginning of the visit. */
async function untilUsable(page: Page, url: string): Promise<number> {
  await page.addInitScript(`
    globalThis.lastTask = 0;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) globalThis.lastTask = startTime + duration;
    }).observe({ type: 'longtask', buffered: true });`);
  await page.goto(url, { waitUntil: 'load' });
  return page.evaluate<number>(`new Promise((resolve) => setTimeout(() => {
    const [visit] = performance.getEntriesByType('navigation');
    resolve(Math.max(visit.loadEventEnd, globalThis.lastTask));
  }, 300))`);
}
