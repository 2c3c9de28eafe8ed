import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { AccountView, SecurityView, SessionTime } from './views/contract.ts';

/** What a session cookie opens. */
export type Checked<T> =
  | { readonly outcome: 'in'; readonly view: T }
  /** No such session, or it ended. */
  | { readonly outcome: 'out' }
  /** The session ended because more must be proved now: begin again with this address. */
  | { readonly outcome: 'insufficient'; readonly address: string };

/** The pages of a signed-in person. Every look checks the session anew, by the same core. */
export interface AccountPages {
  check(sessionToken: string, visitor: Visitor): Promise<Checked<AccountView>>;
  security(sessionToken: string, visitor: Visitor): Promise<Checked<SecurityView>>;
  /** How long the session still lasts, in ms, by the same check; puts nothing off. Null: it is over. */
  look(sessionToken: string): Promise<SessionTime | null>;
  /** The same after using the session, which puts off its end without requests. */
  stay(sessionToken: string, visitor: Visitor): Promise<SessionTime | null>;
  /** Ends the session; nothing happens where there is none. */
  signOut(sessionToken: string, visitor: Visitor): Promise<void>;
}
