/**
 * The cells of one record of CSV (RFC 4180): a cell in quotes may hold delimiters, line breaks and doubled quotes. Null: text
 * follows a closing quote, or a quote was never closed.
 */
export function splitRecord(record: string, delimiter: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = record[at] === '"' ? quotedCell(record, at) : bareCell(record, at, delimiter);
    if (cell === null) return null;
    cells.push(cell.text);
    if (cell.end === record.length) return cells;
    if (record[cell.end] !== delimiter) return null;
    at = cell.end + 1;
  }
}

/** A cell, and where it ends. */
interface Cell {
  readonly text: string;
  readonly end: number;
}

function bareCell(record: string, from: number, delimiter: string): Cell {
  const found = record.indexOf(delimiter, from);
  const end = found === -1 ? record.length : found;
  return { text: record.slice(from, end), end };
}

function quotedCell(record: string, from: number): Cell | null {
  let close = record.indexOf('"', from + 1);
  while (close !== -1 && record[close + 1] === '"') close = record.indexOf('"', close + 2);
  if (close === -1) return null;
  return { text: record.slice(from + 1, close).replaceAll('""', '"'), end: close + 1 };
}
