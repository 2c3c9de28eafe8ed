import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { AccountId, DeviceId } from '../../accounts/decide/account.ts';
import type { Change, Device } from './records.ts';

/** A browser that an account is to know. */
interface Browser {
  readonly accountId: AccountId;
  /** What the account knew of it. */
  readonly device: Device | null;
  /** The device cookie that it sent. */
  readonly deviceToken: string | null;
  readonly userAgent: string;
  readonly now: EpochMs;
}

/** Makes or keeps a browser's device cookie. One cookie serves all accounts of a browser, each with a row of its own. */
export function knownDevice(
  deps: { readonly random: Random; readonly describeBrowser: (userAgent: string) => string },
  { accountId, device, deviceToken: old, userAgent, now }: Browser,
): { readonly row: NonNullable<Change['putDevice']>; readonly token: string } {
  // Copies of a burned cookie must stay worthless once the owner signs in here again.
  const burned = device?.burned === true && old !== null;
  const token = burned || old === null ? newToken(deps.random) : old;
  const row = {
    id: device === null || burned ? newId<DeviceId>(deps.random) : device.id,
    tokenHash: sha256(token),
    accountId,
    passkeyId: device?.passkeyId ?? null,
    offerTrustAgainAt: device?.offerTrustAgainAt ?? null,
    createdAt: device?.createdAt ?? now,
    lastUsedAt: now,
    browser: deps.describeBrowser(userAgent),
    ...(burned ? { replacesTokenHash: sha256(old) } : {}),
  };
  return { row, token };
}
