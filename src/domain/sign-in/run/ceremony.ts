import type { AccountId } from '../../accounts/decide/account.ts';
import type { Ceremony, Subject } from '../../methods/method.ts';
import { type Draft, snapshotOf } from './draft.ts';

/** What a method is told about the attempt. An unknown address is kept apart from others by its HMAC. */
export function ceremonyOf(draft: Draft, purpose: Ceremony['purpose'] = 'prove'): Ceremony {
  const { attempt, snapshot, lane, now } = draft.loaded;
  return {
    accountId: snapshot?.account.id ?? ((attempt.addressMac ?? attempt.id) as AccountId),
    attemptId: attempt.id,
    attemptVersion: attempt.version,
    purpose,
    now,
    lane,
  };
}

/** Who a new authenticator is made for. */
export function subjectOf(draft: Draft): Subject {
  const { account, address } = snapshotOf(draft);
  return { accountId: account.id, address: address.address, name: account.name };
}
