import { ok, type Result, refused } from '../../../platform/kernel/result.ts';

/** What a row can say, by the name of its column or field. */
export const COLUMNS = [
  'address',
  'name',
  'organization',
  'kind',
  'locale',
  'address_confirmed',
  'password_hash',
  'totp_secret',
  'totp_algorithm',
  'totp_digits',
  'totp_period',
] as const;

/** One of them. */
export type Column = (typeof COLUMNS)[number];

/** Why the first line is no header. `at`: which column, from 1; it is never quoted, since it may be a row with secrets. */
export type HeaderProblem =
  | { readonly problem: 'column-unknown' | 'column-twice'; readonly at: number }
  | { readonly problem: 'address-missing' };

const DELIMITERS = [',', ';', '\t'] as const;

/** What parts the cells of a file: whichever of comma, semicolon and tab its header has most of. */
export function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((one) => header.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The columns that a header names, in any case, with spaces or hyphens for the underscore; `email` is the address. */
export function readHeader(cells: readonly string[]): Result<readonly Column[], HeaderProblem> {
  const columns: Column[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columnNamed(cell);
    if (column === null) return refused({ problem: 'column-unknown', at: index + 1 });
    if (columns.includes(column)) return refused({ problem: 'column-twice', at: index + 1 });
    columns.push(column);
  }
  return columns.includes('address') ? ok(columns) : refused({ problem: 'address-missing' });
}

/** The column of this name, if it is one. */
export function columnNamed(name: string): Column | null {
  const plain = name.trim().toLowerCase().replaceAll(/[ -]/g, '_');
  if (plain === 'email' || plain === 'e_mail') return 'address';
  return COLUMNS.find((one) => one === plain) ?? null;
}
