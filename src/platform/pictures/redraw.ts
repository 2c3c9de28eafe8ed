import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { ok, type Result, refused } from '../kernel/result.ts';
import { type Box, fitted, type Pixels } from './fit.ts';
import { layoutOf, PICTURE_PIXELS_MAX, type PictureLayout, type PictureRefusal } from './layout.ts';

/** A picture drawn anew: a PNG without transparency and without a word about where it came from. */
export interface Redrawn {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
}

/** What a transparent picture is put on: paper, or ink for one that is mostly light. */
const GROUNDS = { paper: [255, 255, 255], ink: [24, 32, 38] } as const;
/** Between ground and edge, in pixels. */
const MARGIN = 12;
const JPEG_MEMORY_MB = 192;

/** Draws a PNG or JPEG anew so that it fits into `box`. Takes long: see `reader.ts`. */
export function redraw(file: Buffer, box: Box): Result<Redrawn, PictureRefusal> {
  const layout = layoutOf(file);
  if (!layout.ok) return layout;
  const decoded = decode(layout.value);
  if (decoded === null) return refused('damaged');
  const drawn = isOpaque(decoded) ? fitted(decoded, box) : onGround(fitted(decoded, inside(box)));
  return ok({ width: drawn.width, height: drawn.height, png: encode(drawn) });
}

/** Null: the decoder did not get to its end, or found another size than was checked. */
function decode({ kind, width, height, bytes }: PictureLayout): Pixels | null {
  try {
    const found = kind === 'png' ? decodePng(bytes) : decodeJpeg(bytes);
    return found.width === width && found.height === height ? found : null;
  } catch {
    return null;
  }
}

function decodePng(bytes: Buffer): Pixels {
  const { width, height, data } = PNG.sync.read(bytes);
  return { width, height, rgba: data };
}

function decodeJpeg(bytes: Buffer): Pixels {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: PICTURE_PIXELS_MAX / 1_000_000,
    maxMemoryUsageInMB: JPEG_MEMORY_MB,
  });
  return { width, height, rgba: data };
}

function isOpaque({ rgba }: Pixels): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

function inside({ width, height }: Box): Box {
  return { width: width - 2 * MARGIN, height: height - 2 * MARGIN };
}

/** Puts a picture on the ground it stands out from: pages are light or dark, and it is to be seen on both. */
function onGround(picture: Pixels): Pixels {
  const ground = isMostlyLight(picture) ? GROUNDS.ink : GROUNDS.paper;
  const [width, height] = [picture.width + 2 * MARGIN, picture.height + 2 * MARGIN];
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([...ground, 255], at);
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const from = (y * picture.width + x) * 4;
      const to = ((y + MARGIN) * width + x + MARGIN) * 4;
      const seen = (picture.rgba[from + 3] ?? 0) / 255;
      for (const [channel, below] of ground.entries()) {
        rgba[to + channel] = Math.round((picture.rgba[from + channel] ?? 0) * seen + below * (1 - seen));
      }
    }
  }
  return { width, height, rgba };
}

/** Rec. 709 luma of what can be seen, in the middle of which light begins to vanish on paper. */
function isMostlyLight({ rgba }: Pixels): boolean {
  let [luma, seen] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const opacity = rgba[at + 3] ?? 0;
    luma += opacity * (0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0));
    seen += opacity;
  }
  return seen > 0 && luma / seen > 190;
}

function encode({ width, height, rgba }: Pixels): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 9 });
}
