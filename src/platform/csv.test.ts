import { expect, it } from 'vitest';
import { csvLine } from './csv.ts';

it('quotes what would end a cell, and keeps numbers and nothing as they are', () => {
  expect(csvLine(['a', 'b,c', 'say "no"', 'two\nlines', 7, -7, null])).toBe(
    'a,"b,c","say ""no""","two\nlines",7,-7,\r\n',
  );
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('never writes %j as a formula', (text) => {
  expect(csvLine([text])).toBe(`"'${text}"\r\n`);
});
