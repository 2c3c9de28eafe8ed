import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from './process-io.ts';

it('reads one line for each secret, whatever the line breaks and however the bytes arrive', async () => {
  const typed = Buffer.from('contraseña larga\r\n123456\n');
  const bytes = Readable.from([...typed].map((byte) => Buffer.of(byte)));
  expect(await readLines(bytes, 2)).toEqual(['contraseña larga', '123456']);
});

it('keeps spaces, which may be part of a password, and gives empty text for what is missing', async () => {
  expect(await readLines(Readable.from([' two words ']), 2)).toEqual([' two words ', '']);
  expect(await readLines(Readable.from([]), 1)).toEqual(['']);
});
