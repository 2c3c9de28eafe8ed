import type { AccountId } from '../../accounts/decide/account.ts';
import type { HeaderProblem } from '../decide/columns.ts';
import type { PlanProblem } from '../decide/plan.ts';
import type { CheckProblem } from './check.ts';
import type { RecordProblem } from './records.ts';

/** What became of a row. */
export type RowOutcome = 'created' | 'unchanged' | 'updated' | 'refused';

/** What is worth saying about a row that was not refused. */
export type RowNote =
  /** A new account without a password: its owner chooses one. */
  | 'password-missing'
  /** This very row was imported before. */
  | 'imported-before'
  /** The account was there; nothing of it was touched. */
  | 'account-kept'
  /** The account was there; its owner was mailed and may accept. */
  | 'asked-to-join';

/** Why a row was refused. */
export type RowRefusal = CheckProblem | PlanProblem | 'organization-unknown';

/** One row of the report. It holds nothing of what the row said: no address, no secret. */
export type RowReport = { readonly line: number; readonly accountId: AccountId | null } & (
  | { readonly outcome: Exclude<RowOutcome, 'refused'>; readonly reason: RowNote | null }
  | { readonly outcome: 'refused'; readonly reason: RowRefusal }
);

/** How many rows came to what. */
export type ImportCounts = Readonly<Record<RowOutcome, number>>;

/** Why a file was not begun. */
export type FileProblem =
  | HeaderProblem
  /** The first line cannot be read, or there is none. */
  | { readonly problem: RecordProblem | 'quote-stray' | 'empty' }
  /** Where rows without an organization should belong. */
  | { readonly problem: 'organization-unknown' };
