import { newId } from '../../../platform/random.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { combineMandates } from '../../organizations/decide/combine.ts';
import { newAuthenticator } from '../../sign-in/run/bindings.ts';
import type { AuthenticatorRow, Change, Visitor } from '../../sign-in/run/records.ts';
import { revoked } from './methods.ts';
import {
  type Barred,
  type Changed,
  change,
  enterToChange,
  type OwnIn,
  othersEnd,
  ownEvent,
  ownNotice,
  type SelfServiceDeps,
} from './own-change.ts';
import { openTicket, sealTicket } from './ticket.ts';

/** A recovery code that is not stored yet, and the ticket that comes back with its tick. */
export interface CodeOffer {
  readonly outcome: 'offer';
  readonly entered: OwnIn;
  /** In groups of four. */
  readonly code: string;
  readonly ticket: string;
  /** There is one, which works until this one is saved. */
  readonly replaces: boolean;
}

/** Why no code is offered: none is accepted, or there is nothing yet that it could stand in for. */
type NoOffer = 'not-accepted' | 'nothing-bound';

/** Making a new recovery code (S8): the old one works until the new one is ticked as saved. */
export interface OwnRecoveryCode {
  /** With a ticket that still holds, the same code once more. */
  offer(
    visitor: Visitor,
    ticket: string | null,
  ): Promise<Barred | CodeOffer | { readonly outcome: NoOffer; readonly entered: OwnIn }>;
  /** The code of a page, for its file. `over`: the page is too old, or of another session. */
  reveal(
    visitor: Visitor,
    ticket: string,
  ): Promise<
    | Barred
    | { readonly outcome: 'code'; readonly entered: OwnIn; readonly code: string }
    | { readonly outcome: 'over'; readonly entered: OwnIn }
  >;
  /** Stores the hash of the code, ends the old one and the account's other sessions. */
  save(visitor: Visitor, ticket: string, ticked: boolean): Promise<Changed<NoOffer | 'over' | 'not-ticked'>>;
}

/** One's own recovery code. */
export function createOwnRecoveryCode(deps: SelfServiceDeps): OwnRecoveryCode {
  const { recoveryCodes } = deps.methods;
  return {
    async offer(visitor, given) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const refused = refusalOf(deps, entered);
      if (refused !== null) return { outcome: refused, entered };
      const { session } = entered;
      const now = deps.clock.now();
      const kept = given === null ? null : openTicket(deps.sealing, session, 'recovery-code', given, now);
      const ticket = kept ?? { id: newId<string>(deps.random), pending: recoveryCodes.generate() };
      return {
        outcome: 'offer',
        entered,
        code: recoveryCodes.display(ticket.pending),
        ticket: sealTicket(deps.sealing, session, 'recovery-code', ticket, now),
        replaces: keptCode(entered) !== null,
      };
    },
    async reveal(visitor, sealed) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const ticket = openTicket(deps.sealing, entered.session, 'recovery-code', sealed, deps.clock.now());
      if (ticket === null) return { outcome: 'over', entered };
      return { outcome: 'code', entered, code: recoveryCodes.display(ticket.pending) };
    },
    save: (visitor, sealed, ticked) =>
      change<NoOffer | 'over' | 'not-ticked'>(deps, visitor, (entered) => {
        const ticket = openTicket(deps.sealing, entered.session, 'recovery-code', sealed, deps.clock.now());
        if (ticket === null) return 'over';
        if (keptCode(entered)?.id === ticket.id) return 'done';
        const refused = refusalOf(deps, entered);
        if (refused !== null) return refused;
        if (!ticked) return 'not-ticked';
        const binding = { externalId: null, label: '', secret: recoveryCodes.secretFor(ticket.pending) };
        const { id } = entered.snapshot.account;
        const codeId = ticket.id as AuthenticatorId;
        return saved(
          deps,
          entered,
          visitor,
          newAuthenticator(deps, id, 'recovery-code', binding, deps.clock.now(), codeId),
        );
      }),
  };
}

function refusalOf(deps: Pick<SelfServiceDeps, 'clock'>, { snapshot }: OwnIn): NoOffer | null {
  const mandate = combineMandates(snapshot.memberships, deps.clock.now());
  if (mandate?.allowedMethods.includes('recovery-code') === false) return 'not-accepted';
  return snapshot.authenticators.some(({ kind }) => TRAITS[kind].role === 'primary') ? null : 'nothing-bound';
}

function keptCode({ snapshot }: OwnIn): AuthenticatorRow | null {
  return snapshot.authenticators.find(({ kind }) => kind === 'recovery-code') ?? null;
}

function saved(deps: SelfServiceDeps, entered: OwnIn, visitor: Visitor, row: AuthenticatorRow): Change {
  const { snapshot } = entered;
  const old = keptCode(entered);
  const made: Change = {
    addAuthenticators: [row],
    ...ownNotice(deps, snapshot, visitor, (where) => ({ kind: 'recovery-code-made', ...where })),
    audit: [ownEvent(deps, snapshot, visitor, 'recovery-code.saved', { authenticator: row.id })],
  };
  if (old === null) return made;
  const ended = othersEnd(deps, entered, visitor);
  const gone = { method: old.kind, authenticator: old.id, reason: 'owner' };
  return {
    ...made,
    ...ended,
    swapAuthenticators: [revoked(old, deps.clock.now())],
    audit: [...made.audit, ownEvent(deps, snapshot, visitor, 'authenticator.revoked', gone), ...ended.audit],
  };
}
