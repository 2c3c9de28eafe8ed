import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
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

it('ends quietly once whoever reads the output has seen enough', async () => {
  const module = JSON.stringify(fileURLToPath(new URL('process-io.ts', import.meta.url)));
  const endless = `
    import { processIo } from ${module};
    const io = processIo();
    setInterval(() => io.out('row\\n'.repeat(50_000)));
  `;
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', endless]);
  let told = '';
  writer.stderr.on('data', (chunk) => (told += chunk));
  await once(writer.stdout, 'data');
  writer.stdout.destroy();
  expect(await once(writer, 'exit')).toEqual([0, null]);
  expect(told).toBe('');
});
