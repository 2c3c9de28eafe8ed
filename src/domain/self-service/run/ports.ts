import type { AccountId } from '../../accounts/decide/account.ts';
import type { Device } from '../../sign-in/run/records.ts';

/** The browsers that accounts know by their device cookies. */
export interface KnownBrowsers {
  /** Those that are not burned, the one used last first. */
  of(accountId: AccountId): Promise<readonly Device[]>;
}
