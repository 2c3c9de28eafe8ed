import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { type CliIo, CommandRefused } from './contract.ts';

/** The terminal or pipes that this process was started with. */
export function processIo(): CliIo {
  process.stdout.on('error', endQuietly);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    drawsOver: process.stderr.isTTY,
    readSecrets: (prompts) => (process.stdin.isTTY ? ask(prompts) : readLines(process.stdin, prompts.length)),
  };
}

/** Whoever reads the output may have seen enough, as `head` has: nobody is left to write for. */
function endQuietly(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

/** The first lines of a stream, the missing ones empty. Reads to its end, so that a writer never meets a closed pipe. */
export async function readLines(input: AsyncIterable<Buffer | string>, count: number): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const lines = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  return Array.from({ length: count }, (_, index) => lines[index] ?? '');
}

/** Asks on the terminal; what is typed is not shown. Prompts go to standard error, so that output can be piped. */
async function ask(prompts: readonly string[]): Promise<readonly string[]> {
  const unseen = new PassThrough();
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    const answers: string[] = [];
    for (const prompt of prompts) {
      process.stderr.write(`${prompt}: `);
      answers.push(await answered(terminal));
      process.stderr.write('\n');
    }
    return answers;
  } finally {
    terminal.close();
  }
}

function answered(terminal: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new CommandRefused('cancelled', 'Cancelled.'));
    // Ctrl-C and Ctrl-D: readline keeps both from ending the process.
    terminal.once('SIGINT', cancel).once('close', cancel);
    terminal.question('', resolve);
  });
}
