import { inflateSync } from 'node:zlib';
import { ok, type Result, refused } from '../kernel/result.ts';

/** Largest file that is looked at, in bytes. */
export const PICTURE_BYTES_MAX = 512 * 1_024;
/** Most pixels that are decoded: an eighth of a second's work for an old processor. */
export const PICTURE_PIXELS_MAX = 4_000_000;
/** Passes over a progressive JPEG: encoders make about ten, and each costs as much as the whole picture. */
const SCANS_MAX = 24;

/** Why a picture is refused. */
export type PictureRefusal =
  /** Neither PNG nor JPEG, whatever it is called. */
  | 'wrong-type'
  /** More bytes than {@link PICTURE_BYTES_MAX}. */
  | 'too-heavy'
  /** More pixels than {@link PICTURE_PIXELS_MAX}. */
  | 'too-large'
  /** Cut off, or not what it says it is. */
  | 'damaged';

/** What a file says of itself, checked as far as that goes without decoding. `bytes` end where the picture ends. */
export interface PictureLayout {
  readonly kind: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** Walks a file to its end. Costs no more than its bytes, and unpacks no more than the pixels it may have. */
export function layoutOf(bytes: Buffer): Result<PictureLayout, PictureRefusal> {
  if (bytes.length > PICTURE_BYTES_MAX) return refused('too-heavy');
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return pngLayout(bytes);
  if (bytes.subarray(0, 3).equals(JPEG_START)) return jpegLayout(bytes);
  return refused('wrong-type');
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_HEADER_LENGTH = 13;
/** PNG (third edition) §11.2.1: samples of a pixel by color type. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

/** PNG (third edition) §5: a header, chunks, an end and nothing behind it. */
function pngLayout(bytes: Buffer): Result<PictureLayout, PictureRefusal> {
  const packed: Buffer[] = [];
  let header: Buffer | null = null;
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if (at > bytes.length || (header === null) !== (type === 'IHDR')) return refused('damaged');
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') packed.push(data);
    if (type === 'IEND') return at === bytes.length ? pngSize(bytes, header, packed) : refused('damaged');
  }
  return refused('damaged');
}

function pngSize(
  bytes: Buffer,
  header: Buffer | null,
  packed: readonly Buffer[],
): Result<PictureLayout, PictureRefusal> {
  if (header?.length !== PNG_HEADER_LENGTH) return refused('damaged');
  const size = sized('png', header.readUInt32BE(0), header.readUInt32BE(4), bytes);
  if (!size.ok) return size;
  // Eight bytes are the widest pixel; seven interlaced passes add a filter byte to at most two rows each.
  const most = size.value.width * size.value.height * 8 + size.value.height * 2 + 16;
  return unpacksWithin(Buffer.concat(packed), pngLeast(header, size.value), most) ? size : refused('damaged');
}

/** Bytes of all rows, each with its filter byte. Infinite: no such color type. Interlaced passes never have fewer. */
function pngLeast(header: Buffer, { width, height }: PictureLayout): number {
  const samples = PNG_SAMPLES[header[9] ?? -1] ?? Number.POSITIVE_INFINITY;
  return height * (1 + Math.ceil((width * (header[8] ?? 0) * samples) / 8));
}

/**
 * The decoder unpacks interlaced pictures without any limit of its own, and fills what a short one lacks with whatever its
 * memory held before.
 */
function unpacksWithin(packed: Buffer, least: number, most: number): boolean {
  try {
    return inflateSync(packed, { maxOutputLength: most }).length >= least;
  } catch {
    return false;
  }
}

/** One marker of a JPEG; `next` is where the one after it stands. */
interface Segment {
  readonly marker: number;
  readonly data: Buffer;
  readonly next: number;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** ITU-T T.81 annex B: segments, of which one is the frame, and coded data behind each start of a scan. */
function jpegLayout(bytes: Buffer): Result<PictureLayout, PictureRefusal> {
  const seen: Segment[] = [];
  for (let at = 2; ; at = seen.at(-1)?.next ?? at) {
    const segment = segmentAt(bytes, at);
    if (segment === null) return refused('damaged');
    seen.push(segment);
    if (segment.marker === END_OF_IMAGE) return jpegSize(bytes.subarray(0, segment.next), seen);
  }
}

function jpegSize(bytes: Buffer, segments: readonly Segment[]): Result<PictureLayout, PictureRefusal> {
  const scans = segments.filter(({ marker }) => marker === START_OF_SCAN).length;
  const [frame, ...others] = segments.filter(({ marker }) => isFrame(marker));
  if (frame === undefined || others.length > 0 || frame.data.length < 6) return refused('damaged');
  if (scans === 0 || scans > SCANS_MAX) return refused('damaged');
  return sized('jpeg', frame.data.readUInt16BE(3), frame.data.readUInt16BE(1), bytes);
}

/** Null: there is none, or the file ends within it. */
function segmentAt(bytes: Buffer, at: number): Segment | null {
  const marker = bytes[at + 1];
  if (bytes[at] !== 0xff || marker === undefined) return null;
  if (marker === END_OF_IMAGE) return { marker, data: Buffer.alloc(0), next: at + 2 };
  if (at + 4 > bytes.length) return null;
  const length = bytes.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) return null;
  return { marker, data: bytes.subarray(at + 4, end), next: marker === START_OF_SCAN ? afterScan(bytes, end) : end };
}

/** Frames are C0 to CF; C4, C8 and CC among them are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where coded data ends: in it FF 00 stands for a plain FF, and D0 to D7 are restarts. */
function afterScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function sized(
  kind: PictureLayout['kind'],
  width: number,
  height: number,
  bytes: Buffer,
): Result<PictureLayout, PictureRefusal> {
  if (width === 0 || height === 0) return refused('damaged');
  return width * height > PICTURE_PIXELS_MAX ? refused('too-large') : ok({ kind, width, height, bytes });
}
