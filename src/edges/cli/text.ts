const GAP = '   ';

/** Rows under headings, columns aligned; a sentence where there are none. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], whenEmpty: string): string {
  if (rows.length === 0) return `${whenEmpty}\n`;
  return aligned([headings, ...rows]);
}

/** Labels and what they stand for, one a line. */
export function fields(pairs: readonly (readonly [string, string])[]): string {
  return aligned(pairs);
}

/** One or more sentences as a paragraph. */
export function say(...sentences: readonly string[]): string {
  return `${sentences.join(' ')}\n`;
}

/** A moment to the minute, in UTC, as `2026-11-24 04:12 UTC`; `–` for none. */
export function moment(at: number | null): string {
  return at === null ? '–' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A moment for JSON (ISO 8601); null for none. */
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** A whole number of minutes or hours in words. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? counted(minutes / 60, 'hour') : counted(minutes, 'minute');
}

/** `1 session`, `2 sessions`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function width(text: string): number {
  return [...text].length;
}
