import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditDetails, AuditEvent, AuditName } from '../decide/event.ts';

/** Most characters a value in the clear may have. */
export const DETAIL_LENGTH_MAX = 256;
/** Most characters of sealed free text; longer text is cut. */
export const TEXT_LENGTH_MAX = 4_096;

/** What is to be recorded. */
export interface EventInput {
  readonly name: AuditName;
  readonly accountId: AccountId | null;
  /** An account's id, `claimant` before proof, or `system`. */
  readonly actor: string;
  readonly organizationId?: OrganizationId | null;
  readonly attemptId?: string | null;
  readonly details: AuditDetails;
  /** Source address, sealed. */
  readonly source?: string | null;
  /** Browser and system, sealed with the address. */
  readonly browser?: string;
  /** Free text that somebody typed, sealed. */
  readonly text?: string | null;
  /** The account's key, needed to seal `source` or `text` of a known account; null: erased, then both are dropped. */
  readonly auditKeySealed?: string | null;
}

/** What was sealed in an event. */
export interface SealedText {
  readonly source: string | null;
  readonly text: string | null;
  /** Absent: not recorded. */
  readonly browser?: string;
}

/** Makes audit events, and makes and uses the keys that seal what they must not say in the clear. */
export interface Auditor {
  /** A row to store in the transaction of what it tells about. Throws on a value too long: that is a defect. */
  event(input: EventInput): AuditEvent;
  /** Opens what `event` sealed; null when there is nothing, or the account's key was erased. */
  open(event: AuditEvent, auditKeySealed: string | null): SealedText | null;
  /** A new account's own key, sealed for its row. */
  newKey(accountId: AccountId): string;
  /** Seals other text that must become unreadable with the account, such as a reset's record. */
  sealFor(accountId: AccountId, auditKeySealed: string, plain: string, context: string): string;
  /** Opens what `sealFor` made; throws when it was changed or moved. */
  openFor(accountId: AccountId, auditKeySealed: string, sealed: string, context: string): string;
}

/** Text sealed with an account's own key starts with this; anything else was sealed by the instance. */
const ACCOUNT_FORM = 'a1.';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The auditor of an instance. */
export function createAuditor(deps: {
  readonly sealing: Sealing;
  readonly random: Random;
  readonly clock: Clock;
}): Auditor {
  const { sealing, random, clock } = deps;

  // As a key object: with bytes, node takes four times as long for each text.
  function keyOf(accountId: AccountId, auditKeySealed: string): KeyObject {
    return createSecretKey(sealing.open(auditKeySealed, keyContext(accountId)), 'base64url');
  }

  function sealedText(id: string, input: EventInput): string | null {
    const source = input.source ?? null;
    const text = input.text?.slice(0, TEXT_LENGTH_MAX) ?? null;
    if (source === null && text === null) return null;
    const plain = JSON.stringify({ source, text, browser: input.browser });
    if (input.accountId === null) return sealing.seal(plain, eventContext(id));
    if (input.auditKeySealed === undefined) throw new Error(`audit: ${input.name} needs its account's key`);
    if (input.auditKeySealed === null) return null;
    return encrypt(keyOf(input.accountId, input.auditKeySealed), plain, eventContext(id), random);
  }

  return {
    event(input) {
      checkDetails(input);
      const id = newId<string>(random);
      return {
        id,
        at: clock.now(),
        name: input.name,
        accountId: input.accountId,
        actor: input.actor,
        organizationId: input.organizationId ?? null,
        attemptId: input.attemptId ?? null,
        details: input.details,
        sealed: sealedText(id, input),
      };
    },
    open(event, auditKeySealed) {
      if (event.sealed === null) return null;
      if (!event.sealed.startsWith(ACCOUNT_FORM)) {
        return JSON.parse(sealing.open(event.sealed, eventContext(event.id))) as SealedText;
      }
      if (auditKeySealed === null || event.accountId === null) return null;
      const key = keyOf(event.accountId, auditKeySealed);
      return JSON.parse(decrypt(key, event.sealed, eventContext(event.id))) as SealedText;
    },
    newKey(accountId) {
      return sealing.seal(random.bytes(KEY_BYTES).toString('base64url'), keyContext(accountId));
    },
    sealFor(accountId, auditKeySealed, plain, context) {
      return encrypt(keyOf(accountId, auditKeySealed), plain, context, random);
    },
    openFor(accountId, auditKeySealed, sealed, context) {
      return decrypt(keyOf(accountId, auditKeySealed), sealed, context);
    },
  };
}

/** Binds an account's sealed audit key to its row. */
export function keyContext(accountId: AccountId): string {
  return `accounts/${accountId}/audit-key`;
}

function eventContext(eventId: string): string {
  return `audit/${eventId}`;
}

function checkDetails(input: EventInput): void {
  for (const [name, value] of Object.entries(input.details)) {
    // ASVS 16: a row in the clear holds names and numbers; anything long is free text and belongs in `text`.
    if (typeof value === 'string' && value.length > DETAIL_LENGTH_MAX) {
      throw new Error(`audit: detail ${name} of ${input.name} is longer than ${DETAIL_LENGTH_MAX} characters`);
    }
  }
}

/** AES-256-GCM (SP 800-38D) with a random 96-bit nonce; the context is authenticated, not stored. */
function encrypt(key: KeyObject, plain: string, context: string, random: Random): string {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ACCOUNT_FORM + Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: KeyObject, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed.slice(ACCOUNT_FORM.length), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const body = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
  return Buffer.concat([body, decipher.final()]).toString('utf8');
}
