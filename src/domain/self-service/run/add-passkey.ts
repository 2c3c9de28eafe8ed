import { sha256 } from '../../../platform/hashing.ts';
import { newId } from '../../../platform/random.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Ceremony } from '../../methods/method.ts';
import { bindingsFor, newAuthenticator } from '../../sign-in/run/bindings.ts';
import type { Change, Visitor } from '../../sign-in/run/records.ts';
import { added } from './add-app.ts';
import { type Barred, type Changed, change, enterToChange, type OwnIn, type SelfServiceDeps } from './own-change.ts';
import { roomFor } from './room.ts';
import { openTicket, sealTicket } from './ticket.ts';

/** Where a new passkey is kept: in this device, or in a key that is carried along. */
export type PasskeyPlace = 'passkey' | 'security-key';

/** A passkey being added: the browser's creation options, and the ticket that comes back with its answer. */
export interface PasskeyOffer {
  readonly outcome: 'offer';
  readonly entered: OwnIn;
  readonly options: unknown;
  readonly ticket: string;
}

/** `shared`: several people use this device. */
type NoOffer = 'not-accepted' | 'full' | 'shared';

/** Adding a passkey. */
export interface OwnPasskeys {
  offer(
    visitor: Visitor,
    place: PasskeyPlace,
  ): Promise<Barred | PasskeyOffer | { readonly outcome: NoOffer; readonly entered: OwnIn }>;
  /** `over`: the page is too old, or of another session. */
  add(
    visitor: Visitor,
    place: PasskeyPlace,
    ticket: string,
    credential: string,
  ): Promise<Changed<NoOffer | 'wrong' | 'over'>>;
}

/** One's own passkeys. */
export function createOwnPasskeys(deps: SelfServiceDeps): OwnPasskeys {
  const { bind } = deps.methods.byKind.passkey;
  if (bind === undefined) throw new Error('a passkey that nobody can bind');
  return {
    async offer(visitor, place) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const refused = refusalIn(deps, entered, visitor, place);
      if (refused !== null) return { outcome: refused, entered };
      const { session, snapshot } = entered;
      const { account, address } = snapshot;
      const id = newId<string>(deps.random);
      const subject = { accountId: account.id, address: address.address, name: account.name };
      const existing = bindingsFor(deps.sealing, snapshot, 'passkey');
      return {
        outcome: 'offer',
        entered,
        options: await bind.view(ceremonyOf(deps, entered, place, id), subject, '', existing),
        ticket: sealTicket(deps.sealing, session, place, { id, pending: '' }, deps.clock.now()),
      };
    },
    add: (visitor, place, ticket, credential) =>
      change<NoOffer | 'wrong' | 'over'>(deps, visitor, async (entered) => {
        const { session, snapshot } = entered;
        const opened = openTicket(deps.sealing, session, place, ticket, deps.clock.now());
        if (opened === null) return 'over';
        if (snapshot.authenticators.some((row) => row.id === opened.id)) return 'done';
        const refused = refusalIn(deps, entered, visitor, place);
        if (refused !== null) return refused;
        const ceremony = ceremonyOf(deps, entered, place, opened.id);
        const finished = await bind.finish(ceremony, '', { credential }, visitor.userAgent);
        // A credential id that is there already, of whomever, is one that was not made now.
        if (finished.outcome === 'rejected') return 'wrong';
        const id = opened.id as AuthenticatorId;
        const now = deps.clock.now();
        const row = newAuthenticator(deps, snapshot.account.id, 'passkey', finished.binding, now, id);
        const change = added(deps, snapshot, visitor, row);
        return place === 'passkey' ? { ...change, ...(await trusted(deps, entered, visitor, id)) } : change;
      }),
  };
}

/** Why none may be added here. A shared workstation keeps nobody's passkey; a key that is carried along may be used there. */
function refusalIn(deps: SelfServiceDeps, entered: OwnIn, visitor: Visitor, place: PasskeyPlace): NoOffer | null {
  const kept = place === 'passkey' && visitor.sharedWorkstation === true;
  return kept ? 'shared' : roomFor(deps, entered, 'passkey', 0);
}

/** The browser's device cookie leads to the passkey that was made here; where there is none, none is given. */
async function trusted(
  deps: SelfServiceDeps,
  { snapshot }: OwnIn,
  { deviceToken }: Visitor,
  passkeyId: AuthenticatorId,
): Promise<Pick<Change, 'putDevice'>> {
  const device = deviceToken === null ? null : await deps.reads.device(sha256(deviceToken), snapshot.account.id);
  return device === null ? {} : { putDevice: { ...device, passkeyId, lastUsedAt: deps.clock.now() } };
}

/** Bound to the session and to one page's ticket. */
function ceremonyOf(
  deps: SelfServiceDeps,
  { session, snapshot }: OwnIn,
  place: PasskeyPlace,
  ticketId: string,
): Ceremony {
  return {
    accountId: snapshot.account.id,
    attemptId: `${session.id}/${ticketId}`,
    attemptVersion: 0,
    purpose: place === 'passkey' ? 'trust' : 'security-key',
    now: deps.clock.now(),
  };
}
