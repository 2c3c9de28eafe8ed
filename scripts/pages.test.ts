import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from '../test/harness/browser.ts';
import { plugIn } from '../test/harness/virtual-authenticator.ts';
import { type GalleryServer, startGalleryServer } from './gallery-server.ts';
import { loadPageStates } from './page-states.ts';

let server: GalleryServer;
let browser: TestBrowser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startGalleryServer(await loadPageStates()), startBrowser()]);
});

afterAll(async () => {
  await Promise.all([server.stop(), browser.stop()]);
});

async function open(state: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.person(options)).newPage();
  await page.goto(server.url(state));
  return page;
}

/** Presses a button and tells what its form sent. */
async function sentBy(page: Page, button: string): Promise<URLSearchParams> {
  const request = page.waitForRequest((each) => each.method() === 'POST');
  await page.getByRole('button', { name: button, exact: true }).click({ noWaitAfter: true });
  return new URLSearchParams((await request).postData() ?? '');
}

describe('passkeys in the browser', () => {
  it('sends what the device made', async () => {
    const page = await open('trust');
    await plugIn(page);
    const sent = await sentBy(page, 'Continue');
    expect(sent.get('answer')).toBe('trust-accepted');
    const made = JSON.parse(sent.get('response') ?? '');
    expect(made).toMatchObject({ type: 'public-key', authenticatorAttachment: 'platform' });
    expect(made.response.transports).toContain('internal');
    expect(made.response.attestationObject).toMatch(/^[\w-]+$/);
  });

  it('sends that the dialog failed, with the reason, when the device cannot verify its user', async () => {
    const page = await open('trust');
    await plugIn(page, { userVerified: false });
    const sent = await sentBy(page, 'Continue');
    expect(sent.get('answer')).toBe('passkey-failed');
    expect(sent.get('reason')).toBe('cancelled');
  });

  it('tells a dialog that ran out from one that was cancelled', async () => {
    const page = await open('passkey');
    const device = await plugIn(page);
    await device.setAutomaticPresence(false);
    await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('form[data-ceremony]');
      if (form) form.dataset.options = form.dataset.options?.replace('60000', '50') ?? '';
      // Browsers lift short limits to seconds; the dialog ends as it does then.
      navigator.credentials.get = () =>
        new Promise((_, fail) => setTimeout(() => fail(new DOMException('', 'NotAllowedError')), 60));
    });
    expect((await sentBy(page, 'Use fingerprint, face or device PIN')).get('reason')).toBe('timed-out');
  });

  it('reports a user-verifying platform authenticator on every form, and none where there is none', async () => {
    const page = await open('email');
    await plugIn(page);
    await page.reload();
    await expect.poll(() => page.locator('input[name=platform]').inputValue()).toBe('yes');
    const bare = await open('email');
    expect(await bare.locator('input[name=platform]').inputValue()).toBe('');
  });

  it('says without script that a passkey needs it, and keeps the other ways', async () => {
    const page = await open('passkey', { javaScriptEnabled: false });
    expect(await page.locator('noscript .notice').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: /fingerprint/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Try another method' }).isVisible()).toBe(true);
  });
});

describe('what the script adds', () => {
  it('counts down beside Resend and then lets it go', async () => {
    const context = await browser.person();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(server.url('mailed'));
    const resend = page.getByRole('button', { name: 'Resend' });
    expect(await resend.getAttribute('aria-disabled')).toBe('true');
    await page.clock.runFor(4_000);
    await expect.poll(() => page.getByText('another code in 20 seconds').count()).toBe(1);
    await page.clock.runFor(20_500);
    await expect.poll(() => resend.getAttribute('aria-disabled')).toBe(null);
    expect((await sentBy(page, 'Resend')).get('answer')).toBe('resend');
  });

  it('leaves Resend enabled without script', async () => {
    const page = await open('mailed', { javaScriptEnabled: false });
    expect(await page.getByRole('button', { name: 'Resend' }).isEnabled()).toBe(true);
    expect((await sentBy(page, 'Resend')).get('answer')).toBe('resend');
  });

  it('copies the whole recovery code and says so', async () => {
    const page = await open('save-code', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('7K2M-XQ4P-ZR9V-QE7Y-W1A5-TN3H-C6GD');
  });

  it('shows and hides the password, and sends it hidden', async () => {
    const page = await open('password');
    const field = page.getByLabel('Password', { exact: true });
    await field.fill('correct horse');
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Hide password' }).click();
    expect(await field.getAttribute('type')).toBe('password');
  });

  it('offers neither copy nor print nor a shown password without script', async () => {
    const page = await open('save-code', { javaScriptEnabled: false });
    for (const name of ['Copy', 'Print']) expect(await page.getByRole('button', { name }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Download' }).isVisible()).toBe(true);
    await page.goto(server.url('password'));
    expect(await page.getByRole('button', { name: 'Show password' }).count()).toBe(0);
  });

  it('sends a form once and keeps its button as wide while it works', async () => {
    const page = await open('app');
    // Heard after the page's own listeners, so that the page stays to be looked at.
    await page.evaluate(() => window.addEventListener('submit', (event) => event.preventDefault()));
    const button = page.getByRole('button', { name: 'Continue' });
    const before = await button.boundingBox();
    await button.click();
    const busy = page.getByRole('button', { name: 'Checking…' });
    expect((await busy.boundingBox())?.width).toBe(before?.width);
    const again = await page.evaluate(() => {
      let stopped = false;
      window.addEventListener('submit', (event) => {
        stopped = event.defaultPrevented;
      });
      document.querySelector<HTMLFormElement>('form.form')?.requestSubmit();
      return stopped;
    });
    expect(again).toBe(true);
  });
});

describe('keyboard and focus', () => {
  it.each([true, false])('puts the focus on what went wrong (script: %s)', async (javaScriptEnabled) => {
    const page = await open('app-wrong', { javaScriptEnabled });
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toBe('That code didn’t match.');
    await expect.poll(() => page.locator('#problem:focus').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#code:focus').count()).toBe(1);
    expect(await page.locator('#code').getAttribute('aria-describedby')).toBe('problem code-error code-hint');
  });

  it('is ready to type on the first page', async () => {
    const page = await open('email');
    // The browser moves the focus when it first draws the page, which may be after it has loaded.
    await page.locator('#address:focus').waitFor();
    await page.keyboard.type('amara@riverside.example');
    expect(await page.getByLabel('Email').inputValue()).toBe('amara@riverside.example');
  });

  it.each([true, false])('opens the profile menu and closes it with Escape (script: %s)', async (javaScriptEnabled) => {
    const page = await open('account', { javaScriptEnabled });
    const item = page.getByRole('link', { name: 'Security', exact: true });
    expect(await item.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Profile' }).focus();
    await page.keyboard.press('Enter');
    await item.waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator('#profile-menu a:focus').count()).toBe(1);
    await page.keyboard.press('Escape');
    await item.waitFor({ state: 'hidden' });
    expect(await page.locator('.profile-button:focus').count()).toBe(1);
  });

  it('prints the code with whose it is, and nothing else', async () => {
    const page = await open('save-code');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('Recovery code for Vestibule').isVisible()).toBe(true);
    expect(await page.locator('.secret').isVisible()).toBe(true);
    for (const hidden of ['.masthead', '.footer', '.chip', '.tools']) {
      expect(await page.locator(hidden).isVisible()).toBe(false);
    }
  });
});
