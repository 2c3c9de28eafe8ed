import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toBuffer } from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertNoAxeFindings } from './axe.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { decodeQr, readQr } from './qr.ts';
import { plugIn } from './virtual-authenticator.ts';

const OTPAUTH = 'otpauth://totp/Clinic:amara%40riverside.example?secret=GEZDGNBVGY3TQOJQ&issuer=Clinic';
let browser: TestBrowser;
let server: Server;
let url: string;

beforeAll(async () => {
  const qr = await toBuffer(OTPAUTH, { margin: 4, width: 240 });
  const html = `<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>
    <img alt="QR" src="data:image/png;base64,${qr.toString('base64')}"></main></html>`;
  server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.stop();
  server?.close();
});

async function open() {
  const context = await browser.person();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Runs a ceremony in the page: `ok`, or the name of the browser's error. */
const CREATE = `(timeout) => navigator.credentials.create({ publicKey: {
  challenge: new Uint8Array(32), rp: { name: 'Clinic' }, user: { id: new Uint8Array(16), name: 'a', displayName: 'a' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }], timeout,
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
} }).then(() => 'ok', (error) => error.name)`;
const GET = `() => navigator.credentials.get({ publicKey: {
  challenge: new Uint8Array(32), userVerification: 'required', timeout: 2000,
} }).then(() => 'ok', (error) => error.name)`;

describe('the browser of the tests', () => {
  it('makes a passkey, carries it to another page and loses it', async () => {
    const page = await open();
    const device = await plugIn(page, { synced: true });
    expect(await page.evaluate(`(${CREATE})(2000)`)).toBe('ok');
    const [passkey, ...others] = await device.credentials();
    expect(others).toEqual([]);
    expect(passkey).toMatchObject({ isResidentCredential: true, rpId: 'localhost', backupState: true });

    const elsewhere = await open();
    const other = await plugIn(elsewhere);
    if (passkey === undefined) throw new Error('no passkey');
    await other.add(passkey);
    expect(await elsewhere.evaluate(`(${GET})()`)).toBe('ok');
    await other.removeCredential(passkey.credentialId);
    expect(await other.credentials()).toEqual([]);
    await other.remove();
    await expect(other.credentials()).rejects.toThrow();
  });

  it('refuses when the finger does not fit, and waits when nobody touches the device', async () => {
    const page = await open();
    const device = await plugIn(page);
    await device.setUserVerified(false);
    expect(await page.evaluate(`(${CREATE})(2000)`)).toBe('NotAllowedError');
    await device.setUserVerified(true);
    await device.setAutomaticPresence(false);
    const pending = page.evaluate(
      `Promise.race([(${CREATE})(60000), new Promise((r) => setTimeout(r, 200, 'pending'))])`,
    );
    expect(await pending).toBe('pending');
  });

  it('forges answers', async () => {
    const page = await open();
    const device = await plugIn(page);
    expect(await page.evaluate(`(${CREATE})(2000)`)).toBe('ok');
    const flags = `() => navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), userVerification: 'required' } })
      .then((made) => new Uint8Array(made.response.authenticatorData)[32] & 0x05)`;
    expect(await page.evaluate(`(${flags})()`)).toBe(5);
    await device.forge({ isBadUV: true });
    expect(await page.evaluate(`(${flags})()`)).toBe(1);
  });

  it('reads a QR code off the page with either decoder', async () => {
    const page = await open();
    expect(await readQr(page.getByAltText('QR'))).toBe(OTPAUTH);
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      expect(await decodeQr(await page.getByAltText('QR').screenshot())).toBe(OTPAUTH);
    } finally {
      process.env.PATH = path;
    }
  });

  it('finds what a reader of the page would stumble over', async () => {
    const page = await open();
    await assertNoAxeFindings(page);
    await page.evaluate(`document.querySelector('img').removeAttribute('alt')`);
    await expect(assertNoAxeFindings(page)).rejects.toThrow(/image-alt: .*: img: <img/);
  });

  it('keeps people apart', async () => {
    const one = await open();
    await one.evaluate(`document.cookie = 'who=one'`);
    const two = await open();
    expect(await two.evaluate('document.cookie')).toBe('');
  });
});
