import { isAstray } from '../dialect/named-statements.ts';

/** Whether an error says that a unique index or primary key would have been broken, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505']);
}

/**
 * Whether PostgreSQL gave this transaction up so that another could go on (deadlock, serialization), or did not know a statement
 * by its name; it may be run again.
 */
export function isGivenUp(error: unknown): boolean {
  return hasCode(error, ['40P01', '40001']) || isAstray(error);
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && codes.includes(code);
}

/** Thrown inside a transaction to undo it: a conditional write found that somebody else had been first. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
  readonly what: 'attempt' | 'binding';

  constructor(what: 'attempt' | 'binding') {
    super(`lost: ${what}`);
    this.what = what;
  }
}
