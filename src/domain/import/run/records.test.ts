import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRecord } from '../decide/csv.ts';
import { type FileRecord, RECORD_BYTES_MAX, type RecordForm, recordsOf } from './records.ts';

async function read(file: string | Buffer, form: RecordForm = 'csv', chunk = 7): Promise<readonly FileRecord[]> {
  const bytes = Buffer.from(file);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const records: FileRecord[] = [];
  for await (const record of recordsOf(chunks(), form)) records.push(record);
  return records;
}

const short = (records: readonly FileRecord[]) =>
  records.map((one) => [one.line, 'text' in one ? one.text : `! ${one.problem}`]);

describe('the records of a file', () => {
  it('end at any kind of line break outside of quotes, and begin on a line that is counted', async () => {
    const file =
      '\ufeffaddress,name\r\na@x.example,"two\nlines"\n\n\nb@x.example,"say ""hi"", now"\r\nc@x.example,O"Brien';
    for (const chunk of [1, 2, 7, 1_000]) {
      expect(short(await read(file, 'csv', chunk))).toEqual([
        [1, 'address,name'],
        [2, 'a@x.example,"two\nlines"'],
        [6, 'b@x.example,"say ""hi"", now"'],
        [7, 'c@x.example,O"Brien'],
      ]);
    }
    expect((await read(file)).at(-1)?.bytesRead).toBe(Buffer.byteLength(file));
  });

  it('know semicolons and tabs from the header', async () => {
    expect(short(await read('address;name\na;"x;\ny"\nb;c'))).toEqual([
      [1, 'address;name'],
      [2, 'a;"x;\ny"'],
      [4, 'b;c'],
    ]);
  });

  it('that cannot be read cost one row, not the rest of the file', async () => {
    const long = 'x'.repeat(RECORD_BYTES_MAX + 10);
    const latin1 = Buffer.from('jos\xe9,x\n', 'latin1');
    const head = Buffer.from(`address,name\na,"never closed\nb,b\n${long}\nc,c\n`);
    const file = Buffer.concat([head, latin1, Buffer.from(`d,d\n"e,e`)]);
    for (const chunk of [5, 100_000]) {
      expect(short(await read(file, 'csv', chunk))).toEqual([
        [1, 'address,name'],
        [2, '! quote-open'],
        [3, 'b,b'],
        [4, '! line-too-long'],
        [5, 'c,c'],
        [6, '! not-utf8'],
        [7, 'd,d'],
        [8, '! quote-open'],
      ]);
    }
  });

  it('of a file in UTF-16 are none', async () => {
    const [first] = await read(Buffer.from('\ufeffaddress,name\na,b', 'utf16le'));
    expect(first).toMatchObject({ line: 1, problem: 'not-utf8' });
  });

  it('of JSON lines end at line breaks alone', async () => {
    expect(short(await read('{"name":"a\\"b"}\r\n\n{"x":1}', 'jsonl'))).toEqual([
      [1, '{"name":"a\\"b"}'],
      [3, '{"x":1}'],
    ]);
  });

  it('hold every cell as it was written, whatever was in it and however it was cut', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\r', ''));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), async (table, chunk) => {
        const quoted = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const records = await read(['a,b', ...quoted].join('\n'), 'csv', chunk);
        const cells = records.slice(1).map((one) => ('text' in one ? splitRecord(one.text, ',') : null));
        expect(cells).toEqual(table);
      }),
    );
  });

  it('of any bytes at all are read to the end', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('"', ',', '\n', '\r\n', '""', 'a@x.example', '\u0000', '=1+1').map((text) => Buffer.from(text)),
      fc.constant(Buffer.alloc(9_000, 'x')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.constantFrom('csv', 'jsonl'), async (pieces, form) => {
        const file = Buffer.concat(pieces);
        const records = await read(file, form as RecordForm, 1_000);
        const lines = records.map(({ line }) => line);
        expect(lines).toEqual([...lines].sort((one, other) => one - other));
        expect(new Set(lines).size).toBe(lines.length);
        expect(records.every((one) => one.bytesRead <= file.length)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a record of CSV', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['a,', ['a', '']],
    [',', ['', '']],
    ['"a,b","c""d"', ['a,b', 'c"d']],
    ['a"b,c', ['a"b', 'c']],
    ['"a"b,c', null],
    ['"a', null],
    ['""', ['']],
  ])('%s', (record, cells) => {
    expect(splitRecord(record, ',')).toEqual(cells);
  });
});
