import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { must } from '../../../test/app.ts';
import { PICTURE_BYTES_MAX } from './layout.ts';
import { createPictureReader } from './reader.ts';
import { redraw } from './redraw.ts';

const BOX = { width: 400, height: 160 };

/** A PNG of one colour; `rgba` of each pixel. */
function png(width: number, height: number, rgba: readonly number[] = [13, 81, 99, 255]): Buffer {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set(rgba, at);
  return PNG.sync.write(picture);
}

function jpegOf(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4, 120);
  return jpeg.encode({ width, height, data }, 80).data;
}

/** A chunk whose checksum fits. */
function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

/** PNG annex D. */
function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A file that says it is this large and interlaced, of this depth and color type, with whatever packed data. */
function claimedPng(width: number, height: number, packed: Buffer, interlaced = 0, form = [8, 6]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([...form, 0, 0, interlaced], 8);
  const parts = [chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([png(1, 1).subarray(0, 8), ...parts]);
}

function reasonOf(file: Buffer): string {
  const drawn = redraw(file, BOX);
  return drawn.ok ? 'drawn' : drawn.error;
}

describe('a picture that somebody hands in', () => {
  it.each([
    ['a wide PNG', png(1600, 400), [400, 100]],
    ['a tall PNG', png(300, 1600), [30, 160]],
    ['a small PNG, which is not blown up', png(20, 10), [20, 10]],
    ['a JPEG', jpegOf(1000, 500), [320, 160]],
  ])('is scaled down to fit: %s', (_name, file, [width, height]) => {
    const drawn = must(redraw(file, BOX));
    expect([drawn.width, drawn.height]).toEqual([width, height]);
    const read = PNG.sync.read(drawn.png);
    expect([read.width, read.height]).toEqual([width, height]);
  });

  it('keeps its colours when it is scaled down', () => {
    const read = PNG.sync.read(must(redraw(png(1203, 377), BOX)).png);
    expect([...read.data.subarray(0, 4)]).toEqual([13, 81, 99, 255]);
    expect([...read.data.subarray(-4)]).toEqual([13, 81, 99, 255]);
  });

  it('leaves behind whatever its file held beside the picture', () => {
    const plain = png(40, 40);
    const noted = Buffer.concat([
      plain.subarray(0, 33),
      chunk('tEXt', Buffer.from('Comment\0<script>alert(1)</script>')),
      plain.subarray(33),
    ]);
    expect(must(redraw(noted, BOX)).png).toEqual(must(redraw(plain, BOX)).png);
    const shot = jpegOf(40, 40);
    const comment = Buffer.from('\xff\xfe\x00\x1b<script>alert(1)</script>', 'latin1');
    const remarked = Buffer.concat([shot.subarray(0, 2), comment, shot.subarray(2), Buffer.from('PK\x03\x04 a zip')]);
    const drawn = must(redraw(remarked, BOX)).png;
    expect(drawn).toEqual(must(redraw(shot, BOX)).png);
    for (const type of ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'iCCP', 'tIME']) expect(drawn.includes(type)).toBe(false);
  });

  it('can be seen on light and dark pages: a transparent one gets the ground that it stands out from', () => {
    const corner = (file: Buffer) => [...PNG.sync.read(must(redraw(file, BOX)).png).data.subarray(0, 4)];
    expect(corner(png(40, 40, [20, 20, 60, 200]))).toEqual([255, 255, 255, 255]);
    expect(corner(png(40, 40, [250, 250, 250, 200]))).toEqual([24, 32, 38, 255]);
    const { width, height } = must(redraw(png(4000, 900, [20, 20, 60, 200]), BOX));
    expect(width).toBeLessThanOrEqual(400);
    expect(height).toBeLessThanOrEqual(160);
  });

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'wrong-type'],
    ['GIF', Buffer.from('GIF89a\x01\x00\x01\x00'), 'wrong-type'],
    ['HTML', Buffer.from('<!doctype html><p>'), 'wrong-type'],
    ['nothing', Buffer.alloc(0), 'wrong-type'],
    ['more bytes than allowed', Buffer.concat([png(1, 1), Buffer.alloc(PICTURE_BYTES_MAX)]), 'too-heavy'],
    ['a PNG that says it is huge', claimedPng(60_000, 60_000, deflateSync(Buffer.alloc(100))), 'too-large'],
    ['a JPEG that says it is huge', withJpegSize(jpegOf(8, 8), 65_000, 65_000), 'too-large'],
    ['a PNG of no width', claimedPng(0, 10, deflateSync(Buffer.alloc(100))), 'damaged'],
    [
      'a PNG that unpacks to more than its size',
      claimedPng(4, 4, deflateSync(Buffer.alloc(300_000_000)), 1),
      'damaged',
    ],
    ['a PNG that unpacks to less than its size', claimedPng(400, 400, deflateSync(Buffer.alloc(40))), 'damaged'],
    ['a PNG with a web page behind it', Buffer.concat([png(9, 9), Buffer.from('<script>')]), 'damaged'],
    ['a PNG cut off', png(90, 90).subarray(0, 60), 'damaged'],
    ['a PNG with a wrong checksum', flipped(png(90, 90), 45), 'damaged'],
    ['a JPEG cut off', jpegOf(90, 90).subarray(0, -40), 'damaged'],
    ['the head of a JPEG alone', jpegOf(90, 90).subarray(0, 3), 'damaged'],
    ['a JPEG of endless scans', withScans(jpegOf(90, 90), 30), 'damaged'],
  ])('is refused with the reason: %s', (_name, file, reason) => {
    expect(reasonOf(file)).toBe(reason);
  });

  it.each([
    ['black and white', [1, 0], 5],
    ['gray', [8, 0], 33],
    ['colored', [8, 2], 99],
    ['gray and transparent, deep', [16, 4], 132],
    ['colored and transparent', [8, 6], 132],
  ])('is damaged when one byte of its pixels is missing: %s', (_name, form, rowBytes) => {
    const whole = Buffer.alloc(21 * (1 + rowBytes));
    expect(reasonOf(claimedPng(33, 21, deflateSync(whole), 0, form))).toBe('drawn');
    expect(reasonOf(claimedPng(33, 21, deflateSync(whole.subarray(1)), 0, form))).toBe('damaged');
  });

  it('never throws, whatever its bytes are', () => {
    const seeds = [png(12, 9), jpegOf(24, 17)];
    const spoilt = fc.tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 6 }),
      fc.nat(40),
    );
    fc.assert(
      fc.property(spoilt, ([seed, changes, cut]) => {
        const file = Buffer.from(seed.subarray(0, Math.max(0, seed.length - cut)));
        for (const [at, value] of changes) if (at < file.length) file[at] = value;
        const drawn = redraw(file, BOX);
        if (drawn.ok) expect(drawn.value.width * drawn.value.height).toBeLessThanOrEqual(400 * 160);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the reader of pictures', () => {
  it('draws in a thread, one after the other, with the same outcome', async () => {
    const read = createPictureReader();
    const files = [png(900, 300), Buffer.from('GIF89a'), jpegOf(70, 40)];
    const apart = await Promise.all(files.map((file) => read(file, BOX)));
    expect(apart).toEqual(files.map((file) => redraw(file, BOX)));
  });

  it('gives up on a picture that takes too long, and reads the next', async () => {
    expect(await createPictureReader(0)(png(900, 300), BOX)).toEqual({ ok: false, error: 'damaged' });
    const heavy = Buffer.alloc(PICTURE_BYTES_MAX + 1);
    expect(await createPictureReader()(heavy, BOX)).toEqual({ ok: false, error: 'too-heavy' });
  });
});

function flipped(file: Buffer, at: number): Buffer {
  const changed = Buffer.from(file);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}

/** The same with another size in its frame header. */
function withJpegSize(file: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(file);
  const frame = changed.indexOf(Buffer.from([0xff, 0xc0]));
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

/** The same with its only scan again and again. */
function withScans(file: Buffer, times: number): Buffer {
  const scan = file.subarray(file.indexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([file.subarray(0, -2), ...Array.from({ length: times }, () => scan), file.subarray(-2)]);
}
