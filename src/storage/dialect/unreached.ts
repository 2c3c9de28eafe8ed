/** What `pg` and its pool say, without a code, where no connection is left or one broke. */
const WORDS: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
]);

/** Errors of the network (`errno(3)`, `getaddrinfo(3)`), and of the server (PostgreSQL, appendix A): it starts, ends or is full. */
const CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
  ...['57P01', '57P02', '57P03', '53300'],
]);

/** Whether an error of `pg` says that the server was not reached, or did not stay, rather than that it refused a query. */
export function isUnreached(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return CODES.has(code) || code.startsWith('08');
  return typeof message === 'string' && WORDS.has(message);
}
