import { createHmac } from 'node:crypto';

const PERIOD_MS = 30_000;

/** The time step of a moment in epoch milliseconds (RFC 6238 §4.1). */
export function stepAt(now: number): number {
  return Math.floor(now / PERIOD_MS);
}

/** The six digits that an app shows in a time step (RFC 4226 §5.3), from its secret as bytes. */
export function appCodeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Bytes of an unpadded base32 text (RFC 4648 §6). */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = ((held << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
