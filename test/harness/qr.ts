import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { findProgram } from './find-browser.ts';

/** What a phone's camera reads off a picture on the page: takes a screenshot of it and lets zbarimg decode that. */
export async function readQr(picture: Locator): Promise<string> {
  return decodeQr(await picture.screenshot());
}

/** Decodes a PNG with a QR code in it; throws when there is none that can be read. */
export async function decodeQr(png: Buffer): Promise<string> {
  const zbarimg = findProgram('zbarimg');
  if (zbarimg === null) return decodeWithPackage(png);
  return execFileSync(zbarimg, ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', 'png:-'], {
    input: png,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  }).replace(/\n$/, '');
}

async function decodeWithPackage(png: Buffer): Promise<string> {
  const [{ PNG }, jsqr] = await Promise.all([import('pngjs'), import('jsqr')]);
  // A CommonJS package: its default export is one level down where it is not bundled.
  const decode = (jsqr.default as unknown as { default?: typeof jsqr.default }).default ?? jsqr.default;
  const { data, width, height } = PNG.sync.read(png);
  const found = decode(new Uint8ClampedArray(data), width, height);
  if (found === null) throw new Error('no QR code can be read off the picture');
  return found.data;
}
