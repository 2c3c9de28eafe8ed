import { Writable } from 'node:stream';

/** Keeps what is logged, so that a test can look for what must not be there. */
export function createTestLog(): { readonly stream: Writable; readonly lines: () => readonly string[] } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { stream, lines: () => lines };
}
