import { describe, expect, it } from 'vitest';
import { type Column, delimiterOf, readHeader } from './columns.ts';
import { fieldsOfCells, fieldsOfJson, readRow } from './row.ts';

const COLUMNS: readonly Column[] = ['address', 'name', 'organization', 'kind', 'locale', 'address_confirmed'];
const cells = (...values: readonly string[]) => {
  const fields = fieldsOfCells(COLUMNS.slice(0, values.length), values);
  return fields.ok ? readRow(fields.value, null) : fields;
};
const json = (value: unknown, organization: string | null = null) => {
  const fields = fieldsOfJson(value);
  return fields.ok ? readRow(fields.value, organization) : fields;
};

describe('the header of a file', () => {
  it('names columns in any order and case', () => {
    expect(readHeader(['Name', 'E-mail', ' TOTP secret '])).toEqual({
      ok: true,
      value: ['name', 'address', 'totp_secret'],
    });
  });

  it('is refused by the number of the column, never by its text', () => {
    expect(readHeader(['address', 'pasword'])).toEqual({ ok: false, error: { problem: 'column-unknown', at: 2 } });
    expect(readHeader(['address', 'email'])).toEqual({ ok: false, error: { problem: 'column-twice', at: 2 } });
    expect(readHeader(['name'])).toEqual({ ok: false, error: { problem: 'address-missing' } });
  });

  it('tells what parts the cells', () => {
    expect(['a,b;c,d', 'a;b', 'a\tb\tc', 'a'].map(delimiterOf)).toEqual([',', ';', '\t', ',']);
  });
});

describe('a row', () => {
  it('says who somebody is and where they belong, and is a provider, in English and unconfirmed unless it says more', () => {
    expect(cells(' a@x.example ', 'A', 'Clinic')).toEqual({
      ok: true,
      value: {
        address: 'a@x.example',
        name: 'A',
        memberships: [{ organization: 'Clinic', kind: 'provider' }],
        locale: 'en',
        addressConfirmed: false,
        passwordHash: null,
        app: null,
      },
    });
    expect(cells('a@x.example', 'A', 'Clinic', 'Patient', 'es-MX', 'Yes')).toMatchObject({
      value: { memberships: [{ kind: 'patient' }], locale: 'es', addressConfirmed: true },
    });
  });

  it.each([
    [['a', ''], 'name-missing'],
    [['a', '=cmd()'], 'name-formula'],
    [['a', ' +1'], 'name-formula'],
    [['a', '@x'], 'name-formula'],
    [['a', '-1'], 'name-formula'],
    [['a', 'A'], 'organization-missing'],
    [['a', 'A', ''], 'organization-missing'],
    [['a', 'A', 'C', 'owner'], 'kind-unknown'],
    [['a', 'A', 'C', '', 'fr'], 'locale-unknown'],
    [['a', 'A', 'C', '', '', 'perhaps'], 'confirmed-unreadable'],
  ] as const)('of %j is refused: %s', (values, problem) => {
    expect(cells(...values)).toEqual({ ok: false, error: problem });
  });

  it('with more or fewer cells than the header is refused', () => {
    expect(fieldsOfCells(['address', 'name'], ['a'])).toEqual({ ok: false, error: 'cells-uneven' });
    expect(fieldsOfCells(['address'], ['a', 'b'])).toEqual({ ok: false, error: 'cells-uneven' });
  });

  it('of JSON may hold a hash as an object and several memberships', () => {
    const row = json({
      email: 'a@x.example',
      name: 'A',
      address_confirmed: true,
      memberships: [{ organization: 'One', kind: 'staff' }, { organization: 'Two' }],
      password_hash: { hashIterations: 1 },
      totp_secret: 'ABC',
      totp_digits: 6,
      locale: null,
    });
    expect(row).toMatchObject({
      ok: true,
      value: {
        memberships: [
          { organization: 'One', kind: 'staff' },
          { organization: 'Two', kind: 'provider' },
        ],
        addressConfirmed: true,
        passwordHash: '{"hashIterations":1}',
        app: { secret: 'ABC', digits: '6', algorithm: null },
      },
    });
  });

  it('belongs where the whole file belongs only when it names no place itself', () => {
    expect(json({ email: 'a', name: 'A' }, 'All')).toMatchObject({ value: { memberships: [{ organization: 'All' }] } });
    const own = json({ email: 'a', name: 'A', memberships: [{ organization: 'Own' }] }, 'All');
    expect(own).toMatchObject({ value: { memberships: [{ organization: 'Own' }] } });
  });

  it.each([
    [null, 'json-malformed'],
    [[], 'json-malformed'],
    ['text', 'json-malformed'],
    [{ pasword: 'x' }, 'field-unknown'],
    [{ name: {} }, 'field-malformed'],
    [{ name: ['A'] }, 'field-malformed'],
    [{ address: 'a', email: 'b' }, 'field-malformed'],
    [{ memberships: 'Clinic' }, 'field-malformed'],
    [{ memberships: [{ organization: '' }] }, 'field-malformed'],
    [{ memberships: [{ organization: 'C', role: 'x' }] }, 'field-malformed'],
    [{ memberships: Array.from({ length: 21 }, () => ({ organization: 'C' })) }, 'field-malformed'],
  ])('of JSON %j is refused: %s', (value, problem) => {
    expect(json(value, 'C')).toEqual({ ok: false, error: problem });
  });
});
