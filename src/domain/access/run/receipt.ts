import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonOrNull } from '../../../platform/json.ts';
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

const HEX = /^[0-9a-f]{64}$/;

const ENDED = ['sessions', 'attempts', 'tokens', 'browsers', 'invitations', 'links', 'resets', 'applications'] as const;

const written = z.object({
  id: z.string(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  by: z.string(),
  accountId: z.string().transform((id) => id as AccountId),
  organizationId: z
    .string()
    .transform((id) => id as OrganizationId)
    .nullable(),
  membershipEnded: z.boolean(),
  accountDisabled: z.boolean(),
  ended: z.record(z.enum(ENDED), z.int().nonnegative()),
  digest: z.string().regex(HEX),
  keyId: z.string(),
  signature: z.string(),
});

/** A receipt as a file: JSON, its time in ISO 8601. */
export function receiptFile(receipt: Receipt): string {
  return `${JSON.stringify({ ...receipt, at: new Date(receipt.at).toISOString() }, null, 2)}\n`;
}

/** What {@link receiptFile} wrote; null: it is none. */
export function readReceipt(text: string): Receipt | null {
  const parsed = written.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data : null;
}

/**
 * Whether a receipt is as it was signed. The digest stands for the audit row, and the row is all that the receipt says: made anew
 * from it, it shows also a changed time or count. `signed`: whether whoever signs here signed a text.
 */
export function receiptHolds(receipt: Receipt, signed: (text: string, signature: string) => boolean): boolean {
  const { id, at, by, accountId, organizationId, membershipEnded, accountDisabled, ended } = receipt;
  const row: AuditEvent = {
    ...{ id, at, name: 'account.offboarded', accountId, actor: by, organizationId, attemptId: null },
    details: { membershipEnded, accountDisabled, ...ended },
    sealed: null,
  };
  return digestOf(row) === receipt.digest && signed(receiptText(receipt), receipt.signature);
}

/** The receipt of an offboarding that was recorded; null: the row is about something else. */
export function receiptOf(event: AuditEvent, signer: Pick<Signer, 'keyId' | 'sign'>): Receipt | null {
  if (event.name !== 'account.offboarded' || event.accountId === null) return null;
  const { id, at, actor, accountId, organizationId, details } = event;
  const digest = digestOf(event);
  const { keyId } = signer;
  return {
    id,
    at,
    by: actor,
    accountId,
    organizationId,
    membershipEnded: details['membershipEnded'] === true,
    accountDisabled: details['accountDisabled'] === true,
    ended: Object.fromEntries(ENDED.map((name) => [name, Number(details[name] ?? 0)])) as unknown as Left,
    digest,
    keyId,
    signature: signer.sign(receiptText({ id, digest, keyId })),
  };
}

function digestOf(event: AuditEvent): string {
  return createHash('sha256').update(canonicalEvent(event), 'utf8').digest('hex');
}
