import type { Entered } from '../../domain/self-service/run/own-session.ts';
import type { OwnPath } from '../../domain/sign-in/run/own-path.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { PasswordView } from './views/contract.ts';

/** Who is not let into a page of their own. */
export type Outside =
  | { readonly outcome: 'out' }
  /** The session ended because more must be proved now: begin again with this address. */
  | { readonly outcome: 'insufficient'; readonly address: string };

/** The fresh proof that every change of one's own sign-in needs, and who is in without one. */
export interface Proving {
  enter(visitor: Visitor): Promise<Entered>;
  /** Opens an attempt that leads back to `next`; `fresh`: the last proof is young enough. */
  prove(
    visitor: Visitor,
    next: OwnPath,
  ): Promise<Outside | { readonly outcome: 'fresh' } | { readonly outcome: 'ask'; readonly attemptId: string }>;
}

/** The page of one's own password: looked at, and changed. */
export interface OwnPasswordPages {
  look(visitor: Visitor): Promise<Outside | { readonly outcome: 'in'; readonly view: PasswordView }>;
  /** Ends the account's other sessions. The view tells how it went. */
  change(
    visitor: Visitor,
    current: string,
    password: string,
  ): Promise<Outside | { readonly outcome: 'in'; readonly view: PasswordView }>;
}
