import { createHash } from 'node:crypto';

/** The payload of a challenge, as any program makes it that knows ALTCHA's published form. */
export function solved({ algorithm, challenge, salt, signature, maxnumber }: Record<string, string | number>): string {
  for (let number = 0; number <= Number(maxnumber); number++) {
    if (createHash('sha256').update(`${salt}${number}`).digest('hex') !== challenge) continue;
    return Buffer.from(JSON.stringify({ algorithm, challenge, number, salt, signature })).toString('base64');
  }
  throw new Error('no number fits');
}
