import { sha256 } from '../../../platform/hashing.ts';
import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { MailContent, Noticed, OutboxMessage } from '../../mail/decide/message.ts';
import type { AccountSnapshot, StopLink, Visitor } from './records.ts';

/** How long the "this was not me" link of a notice works. */
const STOP_LINK_MS = 7 * DAY_MS;

/** What a notice needs from outside. */
export interface NoticeDeps {
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
}

/** A notice as it is stored: the row of its link, and the mail. */
export interface Notice {
  readonly link: StopLink;
  readonly mail: OutboxMessage;
}

/** Tells the owner what happened at `now`, and gives them a link that says "this was not me". */
export function noticeOf(
  deps: NoticeDeps,
  { account, address }: Pick<AccountSnapshot, 'account' | 'address'>,
  { source, userAgent }: Pick<Visitor, 'source' | 'userAgent'>,
  now: EpochMs,
  content: (where: Noticed) => MailContent,
  link: Pick<StopLink, 'passwordSince' | 'passwordGiven'> = {},
): Notice {
  const token = newToken(deps.random);
  const where = { browser: deps.describeBrowser(userAgent), source, path: `/stop/${token}` };
  return {
    link: {
      id: newId(deps.random),
      tokenHash: sha256(token),
      accountId: account.id,
      caseId: null,
      createdAt: now,
      expiresAt: now + STOP_LINK_MS,
      usedAt: null,
      ...link,
    },
    mail: {
      id: newId(deps.random),
      accountId: account.id,
      to: { name: account.name, address: address.address },
      locale: account.locale,
      content: content(where),
      createdAt: now,
      notAfter: null,
    },
  };
}
