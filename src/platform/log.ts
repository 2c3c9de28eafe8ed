import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** A log of JSON lines. */
export type Log = Logger;

/** Keys whose values never reach a log, at the top or one or two levels down. */
const SECRET_KEYS = [
  'password',
  'newPassword',
  'code',
  'token',
  'sessionToken',
  'deviceToken',
  'browserToken',
  'secret',
  'cookie',
  'set-cookie',
  'authorization',
  'csrf',
  'x-csrf-token',
  'response',
  'pending',
  'body',
  'url',
  'smtp',
  'database',
  'address',
  'link',
];

/** Makes the log. `destination` defaults to standard output. */
export function createLog(options: { readonly level?: string; readonly destination?: DestinationStream } = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: null,
    timestamp: timestamps(),
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap(atEachDepth), censor: '[hidden]' },
    serializers: { err: errorFields },
  };
  return pino(settings, options.destination ?? standardOutput());
}

/**
 * The same log for lines whose keys and values the program itself chose, none of them secret: looking for something to hide in
 * a line takes ten times as long as writing it.
 */
export function withoutRedaction(log: Log): Log {
  return log.child({}, { redact: [] });
}

/** The time as a member of a line, put together once a millisecond. */
function timestamps(): () => string {
  let at = 0;
  let member = '';
  return () => {
    const now = Date.now();
    if (now !== at) member = `,"time":"${new Date(now).toISOString()}"`;
    at = now;
    return member;
  };
}

/** Standard output, written to once in a turn of the event loop: each call of the system takes longer than making its line. */
function standardOutput(): DestinationStream {
  const output = destination({ sync: true });
  let lines = '';
  const flush = () => {
    if (lines !== '') output.write(lines);
    lines = '';
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

function atEachDepth(key: string): string[] {
  const quoted = /^\w+$/.test(key) ? key : `["${key}"]`;
  const dotted = quoted === key ? `.${key}` : quoted;
  return [quoted, `*${dotted}`, `*.*${dotted}`];
}

/** Of an error only what never quotes a row: PostgreSQL's `detail`, say, repeats the values of a unique index. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'something that is not an error was thrown', type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause instanceof Error ? errorFields(error.cause) : undefined;
  return { type: error.name, message: error.message, errorCode: code, stack: error.stack, cause };
}
