import * as z from 'zod';
import { jsonOrNull } from '../../../platform/json.ts';
import type { SignedHead } from '../decide/head.ts';

const HEX = /^[0-9a-f]{64}$/;

const line = z.object({
  kind: z.enum(['head', 'start']),
  seq: z.int().positive(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  link: z.string().regex(HEX),
  digest: z.string().regex(HEX),
  keyId: z.string(),
  signature: z.string(),
});

/** A head as one line of JSON, with its line break. */
export function headLine({ kind, seq, at, link, digest, keyId, signature }: SignedHead): string {
  return `${JSON.stringify({ kind, seq, at: new Date(at).toISOString(), link, digest, keyId, signature })}\n`;
}

/** What {@link headLine} wrote; null: it is none. */
export function readHeadLine(text: string): SignedHead | null {
  const parsed = line.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data : null;
}
