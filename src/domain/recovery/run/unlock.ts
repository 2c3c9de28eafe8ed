import { sha256 } from '../../../platform/hashing.ts';
import { knownDevice } from '../../sign-in/run/known-device.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import { type Asker, type LinkKind, type MailedLinkDeps, note, openedLink, requestLink } from './mailed-link.ts';
import type { BrowserWrites } from './ports.ts';

const LINK: LinkKind = {
  purpose: 'unlock',
  lane: 'unlock',
  path: (token) => `/unlock/${token}`,
  mail: 'browser-unlock',
  requested: 'browser.unlock-requested',
};

/** What a link shows. `other-browser`: it works only in the one that asked for it. */
export type UnlockLinkView =
  | { readonly kind: 'open'; readonly address: string }
  | { readonly kind: 'other-browser' }
  | { readonly kind: 'over' };

/** What opening led to. The token is the browser's device cookie. */
export type Unlocked =
  | { readonly outcome: 'opened'; readonly deviceToken: string }
  | { readonly outcome: 'other-browser' }
  | { readonly outcome: 'over' };

/** Mailed links that make a browser known, where strangers closed the lane of unknown ones (T1). */
export interface Unlocks {
  /** Answers the same whether or not somebody has the address; see `requestLink`. */
  request(typed: string, asker: Asker): Promise<'asked' | 'address-malformed'>;
  /** Never writes: mail scanners follow links. */
  look(token: string, asker: Asker): Promise<UnlockLinkView>;
  /** The account knows this browser from now on. Proves nothing, signs nobody in, gives no try back. A link works once. */
  open(token: string, asker: Asker): Promise<Unlocked>;
}

/** What unlocking needs from outside. */
export interface UnlockDeps extends MailedLinkDeps {
  readonly reads: Pick<SignInReads, 'accountIdByAddress' | 'snapshot' | 'device'>;
  readonly browserWrites: BrowserWrites;
}

/** The links in mails that let a browser try on. */
export function createUnlocks(deps: UnlockDeps): Unlocks {
  return {
    request: (typed, asker) => requestLink(deps, LINK, typed, asker),
    async look(token, asker) {
      const found = await openedLink(deps, LINK, token, asker);
      return found.kind === 'live' ? { kind: 'open', address: found.owner.address.address } : found;
    },
    open: (token, asker) => open(deps, token, asker),
  };
}

async function open(deps: UnlockDeps, token: string, asker: Asker): Promise<Unlocked> {
  const found = await openedLink(deps, LINK, token, asker);
  if (found.kind !== 'live') return { outcome: found.kind };
  const { link, owner } = found;
  const { deviceToken, userAgent } = asker;
  const { id: accountId } = owner.account;
  const device = deviceToken === null ? null : await deps.reads.device(sha256(deviceToken), accountId);
  const now = deps.clock.now();
  const known = knownDevice(deps, { accountId, device, deviceToken, userAgent, now });
  const opened = await deps.transactor.transact(async (tx) => {
    if (!(await deps.passwordLinks.use(tx, link.id, now))) return false;
    await deps.browserWrites.makeKnown(tx, { ...known.row, byMail: true });
    await note(deps, tx, owner, 'browser.unlocked', { linkId: link.id }, asker);
    return true;
  });
  return opened ? { outcome: 'opened', deviceToken: known.token } : { outcome: 'over' };
}
