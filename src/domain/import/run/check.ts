import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { Locale } from '../../accounts/decide/account.ts';
import { type CanonicalAddress, canonicalAddress } from '../../accounts/run/address.ts';
import type { ForeignAppProblem, ForeignHashProblem, ForeignSecrets } from '../../methods/method.ts';
import { readableLine } from '../../organizations/run/terms.ts';
import type { Column } from '../decide/columns.ts';
import { splitRecord } from '../decide/csv.ts';
import {
  fieldsOfCells,
  fieldsOfJson,
  type NamedMembership,
  type Row,
  type RowProblem,
  readRow,
} from '../decide/row.ts';
import type { RecordProblem } from './records.ts';

/** Why a row was not taken before anything was looked up. */
export type CheckProblem =
  | RecordProblem
  | RowProblem
  | ForeignHashProblem
  | ForeignAppProblem
  | 'quote-stray'
  | 'address-malformed'
  | 'name-malformed';

/** A row that can be carried out, as far as the row itself tells. */
export interface CheckedRow {
  readonly line: number;
  readonly address: CanonicalAddress;
  readonly name: string;
  readonly memberships: readonly NamedMembership[];
  readonly locale: Locale;
  readonly addressConfirmed: boolean;
  readonly password: { readonly secret: string; readonly form: string } | null;
  readonly app: { readonly secret: string; readonly label: string } | null;
  /** Everything that the row says of the person, its secrets included: only a keyed digest of it is stored. */
  readonly content: readonly string[];
}

/** How the records of a file are read. */
export type Layout =
  | { readonly form: 'csv'; readonly delimiter: string; readonly columns: readonly Column[] }
  | { readonly form: 'jsonl' };

/** Reads one record, and the secrets in it. `organization`: where a row belongs that names none. */
export function checkRow(
  foreign: ForeignSecrets,
  layout: Layout,
  organization: string | null,
  record: { readonly line: number; readonly text: string },
): Result<CheckedRow, CheckProblem> {
  const row = rowOf(layout, organization, record.text);
  if (!row.ok) return row;
  const address = canonicalAddress(row.value.address);
  if (!address.ok) return refused('address-malformed');
  const name = readableLine(row.value.name);
  if (name === null) return refused('name-malformed');
  const { passwordHash, app, ...rest } = row.value;
  const password = passwordHash === null ? ok(null) : foreign.password(passwordHash);
  if (!password.ok) return password;
  const bound = app === null ? ok(null) : foreign.app(app);
  if (!bound.ok) return bound;
  const content = contentOf(row.value, name, bound.value?.secret ?? '');
  return ok({
    ...rest,
    line: record.line,
    address: address.value,
    name,
    password: password.value,
    app: bound.value,
    content,
  });
}

function rowOf(layout: Layout, organization: string | null, text: string): Result<Row, CheckProblem> {
  const fields = layout.form === 'csv' ? cellsOf(layout, text) : fieldsOfJson(parsed(text));
  return fields.ok ? readRow(fields.value, organization) : fields;
}

function cellsOf({ delimiter, columns }: Extract<Layout, { readonly form: 'csv' }>, text: string) {
  const cells = splitRecord(text, delimiter);
  return cells === null ? refused('quote-stray' as const) : fieldsOfCells(columns, cells);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function contentOf({ locale, addressConfirmed, passwordHash }: Row, name: string, app: string): readonly string[] {
  return [name, locale, String(addressConfirmed), passwordHash ?? '', app];
}
