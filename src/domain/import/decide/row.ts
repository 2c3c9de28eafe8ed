import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { LOCALES, type Locale, MEMBER_KINDS, type MemberKind } from '../../accounts/decide/account.ts';
import { type Column, columnNamed } from './columns.ts';

/** Why a row cannot be read. */
export type RowProblem =
  | 'cells-uneven'
  | 'json-malformed'
  | 'field-unknown'
  | 'field-malformed'
  | 'name-missing'
  /** A spreadsheet would take it for a formula. */
  | 'name-formula'
  | 'organization-missing'
  | 'kind-unknown'
  | 'locale-unknown'
  | 'confirmed-unreadable';

/** What a row says, as text; where it came from makes no difference any more. */
export interface RowFields {
  readonly text: Partial<Readonly<Record<Column, string>>>;
  /** Several places at once, which only JSON can say. */
  readonly memberships: readonly { readonly organization: string; readonly kind: string }[];
}

/** Somebody's place as the row names it: an organization by name or id. */
export interface NamedMembership {
  readonly organization: string;
  readonly kind: MemberKind;
}

/** A row that was read. Address, name and secrets are still as typed. */
export interface Row {
  readonly address: string;
  readonly name: string;
  readonly memberships: readonly NamedMembership[];
  readonly locale: Locale;
  readonly addressConfirmed: boolean;
  readonly passwordHash: string | null;
  readonly app: {
    readonly secret: string;
    readonly algorithm: string | null;
    readonly digits: string | null;
    readonly period: string | null;
  } | null;
}

/** Most organizations that one row may name. */
const MEMBERSHIPS_MAX = 20;
const YES = ['true', 'yes', '1'];
const NO = ['', 'false', 'no', '0'];

/** The fields of a record of CSV. */
export function fieldsOfCells(columns: readonly Column[], cells: readonly string[]): Result<RowFields, RowProblem> {
  if (cells.length !== columns.length) return refused('cells-uneven');
  return ok({ text: Object.fromEntries(columns.map((column, index) => [column, cells[index]])), memberships: [] });
}

/** The fields of a JSON object: those of the columns, `password_hash` also as an object, and `memberships`. */
export function fieldsOfJson(value: unknown): Result<RowFields, RowProblem> {
  if (!isObject(value)) return refused('json-malformed');
  const text: Partial<Record<Column, string>> = {};
  let memberships: RowFields['memberships'] | null = [];
  for (const [name, held] of Object.entries(value)) {
    if (name === 'memberships') {
      memberships = membershipsOf(held);
      continue;
    }
    const column = columnNamed(name);
    if (column === null) return refused('field-unknown');
    const plain = plainOf(held, column === 'password_hash');
    if (plain === null || text[column] !== undefined) return refused('field-malformed');
    text[column] = plain;
  }
  return memberships === null ? refused('field-malformed') : ok({ text, memberships });
}

/** Reads a row. `organization`: where it belongs when it names none itself; null: it has to. */
export function readRow({ text, memberships }: RowFields, organization: string | null): Result<Row, RowProblem> {
  const cell = (column: Column) => text[column]?.trim() ?? '';
  const name = text.name ?? '';
  if (name.trim() === '') return refused('name-missing');
  if (/^\s*[=+@-]/.test(name)) return refused('name-formula');
  const own = cell('organization') || (memberships.length === 0 ? (organization ?? '') : '');
  const named = own === '' ? memberships : [...memberships, { organization: own, kind: cell('kind') || 'provider' }];
  if (named.length === 0) return refused('organization-missing');
  const places = named.map((one) => ({ ...one, kind: kindOf(one.kind) }));
  if (!places.every(isNamed)) return refused('kind-unknown');
  const locale = localeOf(cell('locale'));
  if (locale === null) return refused('locale-unknown');
  const confirmed = cell('address_confirmed').toLowerCase();
  if (!YES.includes(confirmed) && !NO.includes(confirmed)) return refused('confirmed-unreadable');
  return ok({
    address: cell('address'),
    name,
    memberships: places,
    locale,
    addressConfirmed: YES.includes(confirmed),
    passwordHash: cell('password_hash') || null,
    app: appOf(cell),
  });
}

function appOf(cell: (column: Column) => string): Row['app'] {
  const secret = cell('totp_secret');
  // A file in which most people have no app may still fill the columns that describe it.
  if (secret === '') return null;
  const said = (column: Column) => cell(column) || null;
  return { secret, algorithm: said('totp_algorithm'), digits: said('totp_digits'), period: said('totp_period') };
}

function kindOf(typed: string): MemberKind | null {
  return MEMBER_KINDS.find((kind) => kind === typed.trim().toLowerCase()) ?? null;
}

function isNamed(place: { readonly organization: string; readonly kind: MemberKind | null }): place is NamedMembership {
  return place.kind !== null;
}

/** `es`, and `es-MX` or `es_ES` as well: the language is what counts. */
function localeOf(typed: string): Locale | null {
  if (typed === '') return 'en';
  return LOCALES.find((locale) => locale === typed.toLowerCase().split(/[-_]/)[0]) ?? null;
}

/** A value as text; null where it is none. Only a hash may be an object. */
function plainOf(held: unknown, mayBeObject: boolean): string | null {
  if (held === null) return '';
  if (typeof held === 'string' || typeof held === 'boolean' || typeof held === 'number') return String(held);
  return mayBeObject && isObject(held) ? JSON.stringify(held) : null;
}

function membershipsOf(held: unknown): RowFields['memberships'] | null {
  if (!Array.isArray(held) || held.length > MEMBERSHIPS_MAX) return null;
  const read = held.map((one: unknown) => {
    if (!isObject(one)) return null;
    const { organization, kind = 'provider', ...rest } = one;
    const whole = typeof organization === 'string' && typeof kind === 'string' && Object.keys(rest).length === 0;
    return whole && organization.trim() !== '' ? { organization: organization.trim(), kind } : null;
  });
  return read.every((one) => one !== null) ? read : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
