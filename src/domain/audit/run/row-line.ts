import * as z from 'zod';
import { jsonOrNull } from '../../../platform/json.ts';
import type { AuditEvent } from '../decide/event.ts';
import type { ExportedRow } from './read.ts';

const sealPart = { seq: z.int().positive(), link: z.string(), digest: z.string().nullish(), id: z.string() };

const removedLine = z.object({ ...sealPart, removed: z.literal(true) });

/** Names are not checked: an export of a newer version is verified as well. */
const eventLine = z.object({
  ...sealPart,
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  name: z.string(),
  accountId: z.string().nullable(),
  actor: z.string(),
  organizationId: z.string().nullable(),
  attemptId: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  sealed: z.string().nullable(),
});

/** A row of the trail as one line of JSON, with its line break. The sealed part goes out as it is. */
export function rowLine({ seal, event, digest }: ExportedRow): string {
  const place = { seq: seal.seq, link: seal.link, ...(digest === null ? {} : { digest }) };
  const rest =
    event === null ? { id: seal.eventId, removed: true } : { ...event, at: new Date(event.at).toISOString() };
  return `${JSON.stringify({ ...place, ...rest })}\n`;
}

/** What {@link rowLine} wrote; null: it is none. */
export function readRowLine(text: string): ExportedRow | null {
  const json = jsonOrNull(text);
  const removed = removedLine.safeParse(json);
  if (removed.success) return rowOf(removed.data, null);
  const parsed = eventLine.safeParse(json);
  if (!parsed.success) return null;
  const { seq: _seq, link: _link, digest: _digest, ...event } = parsed.data;
  return rowOf(parsed.data, event as AuditEvent);
}

function rowOf(
  line: {
    readonly seq: number;
    readonly link: string;
    readonly digest?: string | null | undefined;
    readonly id: string;
  },
  event: AuditEvent | null,
): ExportedRow {
  return { seal: { seq: line.seq, eventId: line.id, link: line.link }, event, digest: line.digest ?? null };
}
