import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { earlierOf, passwordRow, secretOf, standsAlone } from '../../accounts/run/password.ts';
import type { AccountWrites, PasswordHistory } from '../../accounts/run/ports.ts';
import type { Noticed } from '../../mail/decide/message.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import type { PasswordProblem, Passwords } from '../../methods/method.ts';
import { noticeOf } from '../../sign-in/run/notice.ts';
import type { AccountSnapshot, AuthenticatorRow } from '../../sign-in/run/records.ts';
import { type Asker, type LinkKind, type MailedLinkDeps, note, openedLink, requestLink } from './mailed-link.ts';
import type { AccountCuts, PasswordLink, PasswordWrites, StopLinks } from './ports.ts';

const LINK: LinkKind = {
  purpose: 'password',
  lane: 'reset',
  path: (token) => `/forgot/${token}`,
  mail: 'password-reset',
  requested: 'password.reset-requested',
};

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
export interface ForgottenDeps extends MailedLinkDeps {
  readonly accountWrites: Pick<AccountWrites, 'endAccess'>;
  readonly accountCuts: Pick<AccountCuts, 'forgetDevices'>;
  readonly passwordWrites: PasswordWrites;
  readonly passwordHistory: PasswordHistory;
  readonly stopLinks: Pick<StopLinks, 'insert'>;
  readonly passwords: Passwords;
  readonly sealing: Sealing;
}

/** The links in mails that set a new password. */
export function createForgottenPasswords(deps: ForgottenDeps): ForgottenPasswords {
  return {
    request: (typed, asker) => requestLink(deps, LINK, typed, asker),
    async look(token, asker) {
      const found = await openedLink(deps, LINK, token, asker);
      if (found.kind !== 'live') return found;
      const { owner } = found;
      const alone = standsAlone(owner.memberships, deps.clock.now(), hasPrimary(owner));
      return { kind: 'choose', address: owner.address.address, minimum: deps.passwords.minimum(alone) };
    },
    choose: (token, password, asker) => choose(deps, token, password, asker),
  };
}

async function choose(deps: ForgottenDeps, token: string, password: string, asker: Asker): Promise<ChosenByMail> {
  const found = await openedLink(deps, LINK, token, asker);
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
  // The browser that asked held the cookie before; as with a change of the password, it stays known (T2).
  const { deviceToken } = asker;
  await deps.accountCuts.forgetDevices(tx, id, ...(deviceToken === null ? [] : [sha256(deviceToken)]));
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

function hasPrimary({ authenticators }: AccountSnapshot): boolean {
  return authenticators.some((row) => TRAITS[row.kind].role === 'primary');
}
