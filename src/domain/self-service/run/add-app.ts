import { newId } from '../../../platform/random.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Ceremony, NewBinding, Subject } from '../../methods/method.ts';
import type { TotpBindView } from '../../methods/totp/view.ts';
import { newAuthenticator } from '../../sign-in/run/bindings.ts';
import type { AccountSnapshot, AuthenticatorRow, Change, Visitor } from '../../sign-in/run/records.ts';
import { removalOutcome, revoked, rowOf } from './methods.ts';
import {
  type Barred,
  type Changed,
  change,
  enterToChange,
  type OwnIn,
  ownEvent,
  ownNotice,
  type SelfServiceDeps,
} from './own-change.ts';
import { roomFor } from './room.ts';
import { openTicket, sealTicket } from './ticket.ts';

/** An app being added: what to scan, and the ticket that comes back with its first code. */
export interface AppOffer {
  readonly outcome: 'offer';
  readonly entered: OwnIn;
  readonly view: TotpBindView;
  readonly ticket: string;
}

/** Why an app is not offered: none is accepted, there are enough, or the one to replace is gone. */
type NoOffer = 'not-accepted' | 'full' | 'gone';

/** Adding an app, and replacing one. */
export interface OwnApps {
  /** With a ticket that still holds, the same secret once more. */
  offer(
    visitor: Visitor,
    replaces: string | null,
    ticket: string | null,
  ): Promise<Barred | AppOffer | { readonly outcome: NoOffer; readonly entered: OwnIn }>;
  /** The first code of the new app. `over`: the page is too old, or of another session. */
  confirm(
    visitor: Visitor,
    replaces: string | null,
    ticket: string,
    code: string,
  ): Promise<Changed<NoOffer | 'wrong' | 'over'>>;
}

/** One's own apps. */
export function createOwnApps(deps: SelfServiceDeps): OwnApps {
  const { bind } = deps.methods.byKind.totp;
  if (bind === undefined) throw new Error('an app that nobody can bind');
  return {
    async offer(visitor, replaces, given) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const refused = refusalOf(deps, entered, replaces);
      if (refused !== null) return { outcome: refused, entered };
      const { session, snapshot } = entered;
      const now = deps.clock.now();
      const kept = given === null ? null : openTicket(deps.sealing, session, 'app', given, now);
      const ticket = kept ?? { id: newId<string>(deps.random), pending: bind.start(subjectOf(snapshot)) };
      const view = await bind.view(ceremonyOf(deps, entered), subjectOf(snapshot), ticket.pending, []);
      return {
        outcome: 'offer',
        entered,
        view: view as TotpBindView,
        ticket: sealTicket(deps.sealing, session, 'app', ticket, now),
      };
    },
    confirm: (visitor, replaces, sealed, code) =>
      change<NoOffer | 'wrong' | 'over'>(deps, visitor, async (entered) => {
        const ticket = openTicket(deps.sealing, entered.session, 'app', sealed, deps.clock.now());
        if (ticket === null) return 'over';
        if (entered.snapshot.authenticators.some((row) => row.id === ticket.id)) return 'done';
        const refused = refusalOf(deps, entered, replaces);
        if (refused !== null) return refused;
        const ceremony = ceremonyOf(deps, entered);
        const finished = await bind.finish(ceremony, ticket.pending, { code }, visitor.userAgent);
        return finished.outcome === 'rejected'
          ? 'wrong'
          : confirmed(deps, entered, visitor, replaces, finished.binding, ticket.id);
      }),
  };
}

function refusalOf(deps: SelfServiceDeps, entered: OwnIn, replaces: string | null): NoOffer | null {
  if (replaces === null) return roomFor(deps, entered, 'totp', 0);
  return appOf(entered, replaces) === null ? 'gone' : roomFor(deps, entered, 'totp', 1);
}

function confirmed(
  deps: SelfServiceDeps,
  entered: OwnIn,
  visitor: Visitor,
  replaces: string | null,
  binding: NewBinding,
  id: string,
): Change {
  const { snapshot } = entered;
  const row = newAuthenticator(deps, snapshot.account.id, 'totp', binding, deps.clock.now(), id as AuthenticatorId);
  const old = replaces === null ? null : appOf(entered, replaces);
  return old === null ? added(deps, snapshot, visitor, row) : replaced(deps, entered, visitor, row, old);
}

/** The change that stores a new authenticator and tells the owner. */
export function added(
  deps: SelfServiceDeps,
  snapshot: AccountSnapshot,
  visitor: Visitor,
  row: AuthenticatorRow,
): Change & Required<Pick<Change, 'addStopLinks' | 'outbox'>> {
  return {
    addAuthenticators: [row],
    ...ownNotice(deps, snapshot, visitor, (where) => ({
      kind: 'authenticator-bound',
      what: row.label,
      ...where,
    })),
    audit: [ownEvent(deps, snapshot, visitor, 'authenticator.bound', { method: row.kind, authenticator: row.id })],
  };
}

/** The new app keeps the name of the old one, which stops working at that moment. */
function replaced(
  deps: SelfServiceDeps,
  entered: OwnIn,
  visitor: Visitor,
  row: AuthenticatorRow,
  old: AuthenticatorRow,
): Change {
  const more = added(deps, entered.snapshot, visitor, { ...row, label: old.label });
  const less = removalOutcome(deps, entered, visitor, old);
  return {
    ...less,
    ...more,
    swapAuthenticators: [revoked(old, deps.clock.now())],
    addStopLinks: [...more.addStopLinks, ...less.addStopLinks],
    outbox: [...more.outbox, ...less.outbox],
    audit: [...more.audit, ...less.audit],
  };
}

function appOf(entered: OwnIn, id: string): AuthenticatorRow | null {
  const row = rowOf(entered, id);
  return row?.kind === 'totp' ? row : null;
}

function subjectOf({ account, address }: AccountSnapshot): Subject {
  return { accountId: account.id, address: address.address, name: account.name };
}

function ceremonyOf(deps: SelfServiceDeps, { session, snapshot }: OwnIn): Ceremony {
  const now = deps.clock.now();
  return { accountId: snapshot.account.id, attemptId: session.id, attemptVersion: 0, purpose: 'bind', now };
}
