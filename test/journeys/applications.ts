import { createServer } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { clinicAddresses, type RunningClinic, startClinic } from '../../examples/clinic/web/start.ts';
import { must, type TestApp } from '../app.ts';
import { freePort } from '../harness/free-port.ts';
import { enterAddress, enterPassword, press, type Visitor } from './steps.ts';

type Registration = Parameters<TestApp['instance']['clients']['create']>[0];

/** The heading of the example's page of somebody who is signed in. */
export const WHO = /Who am I/;

/**
 * The example's web application, registered as usual but for `over`, on a port of its own. Two in one browser need two hosts:
 * cookies know no ports.
 */
export async function startApplication(
  app: TestApp,
  over: Partial<Registration> = {},
  host = 'localhost',
): Promise<RunningClinic> {
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const at = clinicAddresses(url);
  const { client, secret } = must(
    await app.instance.clients.create({
      name: 'Clinic',
      kind: 'confidential',
      redirectUris: [at.redirectUri],
      postLogoutRedirectUris: [at.postLogoutRedirectUri],
      backchannelLogoutUri: at.backchannelLogoutUri,
      resources: [{ uri: at.resource, scopes: ['prescriptions'], format: 'jwt' }],
      ...over,
    }),
  );
  return startClinic({ issuer: app.url, clientId: client.id, clientSecret: secret ?? '', port, url });
}

/** An address of this machine that answers whatever comes with one heading: where a made-up application is led back to. */
export interface Landing {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one. */
export async function startLanding(): Promise<Landing> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><html lang="en"><title>Back</title><h1>Back at the application</h1></html>');
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${port}/callback`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a browser complains about from now on: refused by a policy, thrown by a script. Not that an answer was an error. */
export function complaintsOf(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource: the server responded with a status')) {
      complaints.push(`${text} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return complaints;
}

/** From an application's first page to past the password. */
export async function passPasswordAt(application: RunningClinic, { page }: Visitor, address: string): Promise<void> {
  await page.goto(application.url);
  await press(page, 'Sign in');
  await enterAddress(page, address);
  await enterPassword(page);
}

/** Fails when the page, as it stands, needs scrolling sideways at 320 px (WCAG 2.2 §1.4.10). */
export async function assertFitsNarrow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const surplus = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect([page.url(), surplus]).toEqual([page.url(), 0]);
  if (before !== null) await page.setViewportSize(before);
}

/** Goes on by the tabulator key until a button of this name has the focus, then presses it by Enter. */
export async function pressByKeyboard(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 30; steps++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(
      `document.activeElement?.matches('button') && document.activeElement.innerText`,
    );
    if (focused === name) return page.keyboard.press('Enter');
  }
  throw new Error(`no way to ${name} by keyboard on ${page.url()}`);
}
