import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Signer } from '../../../platform/signing.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import { canonicalEvent } from '../../audit/decide/canonical.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { Left } from './ports.ts';

/** What ended, when and by whom: to be kept outside of the instance. It says no more than the audit row that it stands for. */
export interface Receipt {
  /** Of the audit row. */
  readonly id: string;
  readonly at: EpochMs;
  /** An account's id, or `system`. */
  readonly by: string;
  readonly accountId: AccountId;
  /** Null: it was the account as a whole. */
  readonly organizationId: OrganizationId | null;
  /** Whether a membership ended, and whether the account was disabled. */
  readonly membershipEnded: boolean;
  readonly accountDisabled: boolean;
  readonly ended: Left;
  /** SHA-256 of the audit row as the trail covers it, hex. */
  readonly digest: string;
  readonly keyId: string;
  /** Ed25519 over {@link receiptText}, base64url. */
  readonly signature: string;
}

/** What is signed. */
export function receiptText({ id, digest, keyId }: Pick<Receipt, 'id' | 'digest' | 'keyId'>): string {
  return `vestibule offboarding receipt 1\n${id}\n${digest}\n${keyId}`;
}

/** The receipt of an offboarding that was recorded; null: the row is about something else. */
export function receiptOf(event: AuditEvent, signer: Pick<Signer, 'keyId' | 'sign'>): Receipt | null {
  if (event.name !== 'account.offboarded' || event.accountId === null) return null;
  const { id, at, actor, accountId, organizationId, details } = event;
  const count = (name: keyof Left) => Number(details[name] ?? 0);
  const digest = createHash('sha256').update(canonicalEvent(event), 'utf8').digest('hex');
  const { keyId } = signer;
  return {
    id,
    at,
    by: actor,
    accountId,
    organizationId,
    membershipEnded: details['membershipEnded'] === true,
    accountDisabled: details['accountDisabled'] === true,
    ended: {
      sessions: count('sessions'),
      attempts: count('attempts'),
      tokens: count('tokens'),
      browsers: count('browsers'),
      invitations: count('invitations'),
      links: count('links'),
      resets: count('resets'),
      applications: count('applications'),
    },
    digest,
    keyId,
    signature: signer.sign(receiptText({ id, digest, keyId })),
  };
}
