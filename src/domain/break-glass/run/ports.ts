import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { Seal } from '../decide/seal.ts';

/** A break-glass account. */
export interface BreakGlassAccount extends Seal {
  readonly accountId: AccountId;
  readonly name: string;
  readonly address: string;
  /** Who made the codes that are sealed now: an account's id, or `system`. */
  readonly madeBy: string;
  readonly madeAt: EpochMs;
}

/** One use of such an account: an alarm, until somebody reviewed it. */
export interface BreakGlassUse {
  readonly id: string;
  readonly accountId: AccountId;
  /** Of the account. */
  readonly name: string;
  readonly usedAt: EpochMs;
  readonly reviewedAt: EpochMs | null;
  /** The account's id; their name while the account exists. */
  readonly reviewedBy: { readonly id: string; readonly name: string | null } | null;
  readonly noteSealed: string | null;
}

/** Break-glass accounts in the store. A sign-in spends their codes: see `Change.breakGlass`. */
export interface BreakGlassStore {
  /** By address, revoked ones as well. */
  accounts(at: At): Promise<readonly BreakGlassAccount[]>;
  /** Newest first. */
  uses(at: At): Promise<readonly BreakGlassUse[]>;
  /** Stores a new one, or puts new codes in place of the old. */
  seal(tx: Tx, account: Pick<BreakGlassAccount, 'accountId' | 'madeBy' | 'madeAt' | 'expiresAt'>): Promise<void>;
  revoke(tx: Tx, accountId: AccountId, at: EpochMs): Promise<void>;
  /** False when it was reviewed before, or there is none. */
  review(
    tx: Tx,
    useId: string,
    review: { readonly by: string; readonly at: EpochMs; readonly noteSealed: string },
  ): Promise<boolean>;
}
