import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Transactor, Tx } from '../../../platform/kernel/tx.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { type CanonicalAddress, canonicalAddress } from '../../accounts/run/address.ts';
import { earlierOf, passwordRow, secretOf, standsAlone } from '../../accounts/run/password.ts';
import type { AccountWrites, PasswordHistory } from '../../accounts/run/ports.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { MailContent, Noticed, OutboxMessage } from '../../mail/decide/message.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import type { PasswordProblem, Passwords } from '../../methods/method.ts';
import { organizationsDisabledAt } from '../../organizations/decide/combine.ts';
import type { ActStore } from '../../organizations/run/ports.ts';
import { noticeOf } from '../../sign-in/run/notice.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot, AuthenticatorRow, Visitor } from '../../sign-in/run/records.ts';
import { RESET_MAIL_LANE } from '../../throttling/decide/rules.ts';
import type { Tries } from '../../throttling/run/tries.ts';
import type { PasswordLink, PasswordLinks, PasswordWrites, StopLinks } from './ports.ts';

/** How long the link in a mail works. */
export const PASSWORD_LINK_MS = 30 * MINUTE_MS;

/** Who follows a link, or asks for one. */
export type Asker = Pick<Visitor, 'browserToken' | 'source' | 'userAgent' | 'locale'>;

/** What a link shows. `other-browser`: it works only in the one that asked for it. */
export type PasswordLinkView =
  | { readonly kind: 'choose'; readonly address: string; readonly minimum: number }
  | { readonly kind: 'other-browser' }
  | { readonly kind: 'over' };

/** What choosing a password by a link led to. */
export type ChosenByMail =
  | { readonly outcome: 'chosen' }
  | { readonly outcome: 'refused'; readonly reason: PasswordProblem; readonly minimum: number }
  | { readonly outcome: 'busy'; readonly retryAfterMs: number }
  | { readonly outcome: 'other-browser' }
  | { readonly outcome: 'over' };

/** Forgotten passwords (sign-in.md section B): a mailed link sets one, and does nothing else. */
export interface ForgottenPasswords {
  /**
   * Mails a link, if somebody has this address, may sign in, and was not mailed too often. Whoever asks learns none of it:
   * the answer and the work are the same.
   */
  request(typed: string, asker: Asker): Promise<'asked' | 'address-malformed'>;
  /** Never writes: mail scanners follow links. */
  look(token: string, asker: Asker): Promise<PasswordLinkView>;
  /** Sets the password and ends all access; signs nobody in and touches no other authenticator. A link works once. */
  choose(token: string, password: string, asker: Asker): Promise<ChosenByMail>;
}

/** What forgotten passwords need from outside. */
export interface ForgottenDeps {
  readonly transactor: Transactor;
  readonly acts: Pick<ActStore, 'audit' | 'mail'>;
  readonly accountWrites: Pick<AccountWrites, 'endAccess'>;
  readonly passwordLinks: PasswordLinks;
  readonly passwordWrites: PasswordWrites;
  readonly passwordHistory: PasswordHistory;
  readonly stopLinks: Pick<StopLinks, 'insert'>;
  readonly reads: Pick<SignInReads, 'accountIdByAddress' | 'snapshot'>;
  readonly tries: Pick<Tries, 'take'>;
  readonly passwords: Passwords;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  /** HMAC of a canonical address: keys the counters of addresses nobody has. */
  readonly addressMac: (canonical: string) => string;
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
}

/** Takes the place of an unknown account, so that both cost the same look-ups. */
const NOBODY = 'nobody' as AccountId;

/** The links in mails that set a new password. */
export function createForgottenPasswords(deps: ForgottenDeps): ForgottenPasswords {
  return {
    request: (typed, asker) => request(deps, typed, asker),
    async look(token, asker) {
      const found = await opened(deps, token, asker);
      if (found.kind !== 'live') return found;
      const { owner } = found;
      const alone = standsAlone(owner.memberships, deps.clock.now(), hasPrimary(owner));
      return { kind: 'choose', address: owner.address.address, minimum: deps.passwords.minimum(alone) };
    },
    choose: (token, password, asker) => choose(deps, token, password, asker),
  };
}

async function request(deps: ForgottenDeps, typed: string, asker: Asker): Promise<'asked' | 'address-malformed'> {
  const read = canonicalAddress(typed);
  if (!read.ok || asker.browserToken === null) return 'address-malformed';
  const { canonical } = read.value;
  const now = deps.clock.now();
  const id = newId<string>(deps.random);
  const accountId = await deps.reads.accountIdByAddress(canonical);
  const snapshot = await deps.reads.snapshot(accountId ?? NOBODY);
  const taken = await deps.tries.take(`reset:${accountId ?? deps.addressMac(canonical)}`, RESET_MAIL_LANE, id, now);
  const reason = taken.outcome === 'closed' ? 'throttled' : whyNot(snapshot);
  const owner = reason === null ? snapshot : null;

  const token = newToken(deps.random);
  const link: PasswordLink = {
    id,
    tokenHash: sha256(token),
    accountId: owner?.account.id ?? null,
    browserHash: sha256(asker.browserToken),
    createdAt: now,
    expiresAt: now + PASSWORD_LINK_MS,
    usedAt: null,
  };
  const content = { kind: 'password-reset', browser: browserOf(deps, asker), path: `/forgot/${token}` } as const;
  const message = owner === null ? nobodysMail(read.value, asker, content) : ownersMail(owner, content);
  const details = { linkId: id, mailed: owner !== null, ...(reason === null ? {} : { reason }) };
  await deps.transactor.transact(async (tx) => {
    await deps.passwordLinks.insert(tx, link, {
      ...message,
      id: newId(deps.random),
      createdAt: now,
      notAfter: link.expiresAt,
    });
    await note(deps, tx, snapshot, 'password.reset-requested', details, asker);
  });
  deps.kickOutbox();
  return 'asked';
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

async function choose(deps: ForgottenDeps, token: string, password: string, asker: Asker): Promise<ChosenByMail> {
  const found = await opened(deps, token, asker);
  if (found.kind !== 'live') return { outcome: found.kind };
  const { link, owner } = found;
  const { account, address, memberships } = owner;
  const earlier = earlierOf({ ...deps, history: deps.passwordHistory }, account.id);
  const whose = { name: account.name, address: address.address, memberships, hasPrimary: hasPrimary(owner), earlier };
  const secret = await secretOf(deps, whose, password);
  if (!secret.ok) {
    const { error } = secret;
    if (error.reason === 'busy') return { outcome: 'busy', retryAfterMs: error.retryAfterMs };
    if (error.reason !== 'password-refused') throw new Error(`a new password was refused: ${error.reason}`);
    return { outcome: 'refused', reason: error.problem, minimum: error.minimum };
  }
  const row = passwordRow(deps, account.id, secret.value);
  const done = await deps.transactor.transact((tx) => replace(deps, tx, link, owner, row, asker));
  if (done) deps.kickOutbox();
  return { outcome: done ? 'chosen' : 'over' };
}

/** Attempts and sessions before the password: a sign-in that is just finishing has then lost, or its session is ended. */
async function replace(
  deps: ForgottenDeps,
  tx: Tx,
  link: PasswordLink,
  owner: AccountSnapshot,
  row: AuthenticatorRow,
  asker: Asker,
): Promise<boolean> {
  const { id } = owner.account;
  const now = row.boundAt;
  if (!(await deps.passwordLinks.use(tx, link.id, now))) return false;
  const ended = await deps.accountWrites.endAccess(tx, id, now, 'password-reset');
  await deps.passwordWrites.replaceByMail(tx, row);
  await note(deps, tx, owner, 'password.reset-done', { linkId: link.id, authenticatorId: row.id }, asker);
  await note(deps, tx, owner, 'session.ended', { linkId: link.id, reason: 'password-reset', ...ended }, asker);
  await tellOwner(deps, tx, owner, now, asker);
  return true;
}

/** The mail whose link takes the new password back. */
async function tellOwner(deps: ForgottenDeps, tx: Tx, owner: AccountSnapshot, now: EpochMs, asker: Asker) {
  const content = (where: Noticed) => ({ kind: 'password-changed', ...where }) as const;
  const { link, mail } = noticeOf(deps, owner, asker, now, content, { passwordSince: now });
  await deps.stopLinks.insert(tx, link);
  await deps.acts.mail(tx, mail);
}

/** What a token opens in this browser. */
async function opened(
  deps: ForgottenDeps,
  token: string,
  { browserToken }: Asker,
): Promise<
  | { readonly kind: 'live'; readonly link: PasswordLink; readonly owner: AccountSnapshot }
  | { readonly kind: 'other-browser' }
  | { readonly kind: 'over' }
> {
  const link = await deps.passwordLinks.byTokenHash(sha256(token));
  if (link === null || link.accountId === null || link.usedAt !== null || deps.clock.now() >= link.expiresAt) {
    return { kind: 'over' };
  }
  const owner = await deps.reads.snapshot(link.accountId);
  if (owner === null || whyNot(owner) !== null) return { kind: 'over' };
  if (browserToken === null || sha256(browserToken) !== link.browserHash) return { kind: 'other-browser' };
  return { kind: 'live', link, owner };
}

function hasPrimary({ authenticators }: AccountSnapshot): boolean {
  return authenticators.some((row) => TRAITS[row.kind].role === 'primary');
}

function browserOf(deps: ForgottenDeps, { userAgent }: Asker): string {
  return deps.describeBrowser(userAgent);
}

function note(
  deps: ForgottenDeps,
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
