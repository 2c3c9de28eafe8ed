import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Transactor, Tx } from '../../../platform/kernel/tx.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { type CanonicalAddress, canonicalAddress } from '../../accounts/run/address.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { MailContent, OutboxMessage } from '../../mail/decide/message.ts';
import { organizationsDisabledAt } from '../../organizations/decide/combine.ts';
import type { ActStore } from '../../organizations/run/ports.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot, Visitor } from '../../sign-in/run/records.ts';
import { RESET_MAIL_LANE } from '../../throttling/decide/rules.ts';
import type { Tries } from '../../throttling/run/tries.ts';
import type { PasswordLink, PasswordLinks } from './ports.ts';

/** How long the link in a mail works. */
export const PASSWORD_LINK_MS = 30 * MINUTE_MS;

/** Who follows a link, or asks for one. */
export type Asker = Pick<Visitor, 'browserToken' | 'deviceToken' | 'source' | 'userAgent' | 'locale'>;

/** A kind of link: what it is for, how it is counted, mailed and recorded. */
export interface LinkKind {
  readonly purpose: PasswordLink['purpose'];
  /** Begins the key of the lane of its mails. */
  readonly lane: string;
  readonly path: (token: string) => string;
  readonly mail: Extract<MailContent, { readonly kind: 'password-reset' | 'browser-unlock' }>['kind'];
  readonly requested: AuditName;
}

/** What links for people who cannot sign in need from outside. */
export interface MailedLinkDeps {
  readonly transactor: Transactor;
  readonly acts: Pick<ActStore, 'audit' | 'mail'>;
  readonly passwordLinks: PasswordLinks;
  readonly reads: Pick<SignInReads, 'accountIdByAddress' | 'snapshot'>;
  readonly tries: Pick<Tries, 'take'>;
  readonly auditor: Auditor;
  /** HMAC of a canonical address: keys the counters of addresses nobody has. */
  readonly addressMac: (canonical: string) => string;
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** What a token opens in a browser. */
export type Opened =
  | { readonly kind: 'live'; readonly link: PasswordLink; readonly owner: AccountSnapshot }
  | { readonly kind: 'other-browser' }
  | { readonly kind: 'over' };

/** Takes the place of an unknown account, so that both cost the same look-ups. */
const NOBODY = 'nobody' as AccountId;

/**
 * Mails a link, if somebody has this address, may sign in, and was not mailed too often. Whoever asks learns none of it:
 * the answer and the work are the same.
 */
export async function requestLink(
  deps: MailedLinkDeps,
  of: LinkKind,
  typed: string,
  asker: Asker,
): Promise<'asked' | 'address-malformed'> {
  const read = canonicalAddress(typed);
  if (!read.ok || asker.browserToken === null) return 'address-malformed';
  const { canonical } = read.value;
  const now = deps.clock.now();
  const id = newId<string>(deps.random);
  const accountId = await deps.reads.accountIdByAddress(canonical);
  const snapshot = await deps.reads.snapshot(accountId ?? NOBODY);
  const key = `${of.lane}:${accountId ?? deps.addressMac(canonical)}`;
  const taken = await deps.tries.take(key, RESET_MAIL_LANE, id, now);
  const reason = taken.outcome === 'closed' ? 'throttled' : whyNot(snapshot);
  const owner = reason === null ? snapshot : null;

  const token = newToken(deps.random);
  const link: PasswordLink = {
    id,
    purpose: of.purpose,
    tokenHash: sha256(token),
    accountId: owner?.account.id ?? null,
    browserHash: sha256(asker.browserToken),
    createdAt: now,
    expiresAt: now + PASSWORD_LINK_MS,
    usedAt: null,
  };
  const content = { kind: of.mail, browser: deps.describeBrowser(asker.userAgent), path: of.path(token) };
  const message = owner === null ? nobodysMail(read.value, asker, content) : ownersMail(owner, content);
  const details = { linkId: id, mailed: owner !== null, ...(reason === null ? {} : { reason }) };
  await deps.transactor.transact(async (tx) => {
    await deps.passwordLinks.insert(tx, link, {
      ...message,
      id: newId(deps.random),
      createdAt: now,
      notAfter: link.expiresAt,
    });
    await note(deps, tx, snapshot, of.requested, details, asker);
  });
  deps.kickOutbox();
  return 'asked';
}

/** What a token opens in this browser. Writes nothing. */
export async function openedLink(
  deps: MailedLinkDeps,
  of: LinkKind,
  token: string,
  { browserToken }: Asker,
): Promise<Opened> {
  const link = await deps.passwordLinks.byTokenHash(sha256(token));
  if (link === null || link.purpose !== of.purpose || link.accountId === null) return { kind: 'over' };
  if (link.usedAt !== null || deps.clock.now() >= link.expiresAt) return { kind: 'over' };
  const owner = await deps.reads.snapshot(link.accountId);
  if (owner === null || whyNot(owner) !== null) return { kind: 'over' };
  if (browserToken === null || sha256(browserToken) !== link.browserHash) return { kind: 'other-browser' };
  return { kind: 'live', link, owner };
}

/** Why an address gets no mail; null: it does. For the audit trail only. */
function whyNot(snapshot: AccountSnapshot | null): string | null {
  if (snapshot === null) return 'unknown';
  const { account, address, memberships } = snapshot;
  if ((account.disabledAt ?? organizationsDisabledAt(memberships)) !== null) return 'disabled';
  // Somebody said "this was not me": whoever it was may hold the mailbox, so support speaks with the owner first.
  if (account.setUpFrozenAt !== null) return 'frozen';
  return address.confirmedAt === null ? 'unconfirmed' : null;
}

type Content = Pick<OutboxMessage, 'accountId' | 'to' | 'locale' | 'content'>;

function ownersMail({ account, address }: AccountSnapshot, content: MailContent): Content {
  return {
    accountId: account.id,
    to: { name: account.name, address: address.address },
    locale: account.locale,
    content,
  };
}

/** Sealed and stored like any other, and settled from the start. */
function nobodysMail({ address }: CanonicalAddress, { locale }: Asker, content: MailContent): Content {
  return { accountId: null, to: { name: address, address }, locale, content };
}

/** Records what came of a link in a running transaction. */
export function note(
  deps: MailedLinkDeps,
  tx: Tx,
  owner: AccountSnapshot | null,
  name: AuditName,
  details: AuditDetails,
  { source }: Asker,
): Promise<void> {
  const whose =
    owner === null ? { accountId: null } : { accountId: owner.account.id, auditKeySealed: owner.auditKeySealed };
  return deps.acts.audit(tx, deps.auditor.event({ name, actor: 'claimant', details, source, ...whose }));
}
