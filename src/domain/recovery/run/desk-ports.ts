import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { ResetCase } from '../decide/reset-case.ts';
import type { Waiting } from '../decide/standing.ts';

/** Which cases to list. */
export interface CasesQuery {
  /** Everybody's, or only those of people whose every place is in these organizations. */
  readonly among: 'all' | readonly OrganizationId[];
  /** One thing they wait for, all that wait (`waiting`), those over, or all. */
  readonly state: Waiting | 'waiting' | 'over' | 'all';
  /** Opened or carried out by; null: by anybody. */
  readonly agent: AccountId | null;
  /** Of one account; null: of any. */
  readonly accountId: AccountId | null;
  /** The last row of the page before; null: from the newest. */
  readonly after: CaseMark | null;
  readonly now: EpochMs;
  readonly limit: number;
}

/** Where a page of cases ended. */
export interface CaseMark {
  readonly openedAt: EpochMs;
  readonly id: string;
}

/** A case in a list. */
export interface ListedCase {
  readonly one: ResetCase;
  /** '' when the account was deleted. */
  readonly name: string;
  readonly address: string;
  readonly opener: string;
}

/** Cases in lists. */
export interface CaseLists {
  /** Newest first. What a case waits for is told from its own row: whoever became privileged since is told on its page. */
  cases(query: CasesQuery): Promise<readonly ListedCase[]>;
}
