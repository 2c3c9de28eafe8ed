/**
 * A record of RFC 4180 with its line break. Spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a carriage
 * return as a formula; such a cell gets an apostrophe in front (OWASP, CSV Injection).
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
