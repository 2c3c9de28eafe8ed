import type { PasswordProblem } from '../../domain/methods/method.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';

/** The invitations that mails link to. Looking at one changes nothing. */
export interface Invitations {
  /** What the link is for; `over`: used, expired or unknown. */
  look(
    token: string,
    visitor: Visitor,
  ): Promise<
    | {
        readonly kind: 'choose-password';
        readonly name: string;
        readonly address: string;
        readonly organization: string;
        /** Fewest characters. */
        readonly minimum: number;
      }
    | { readonly kind: 'join'; readonly organization: string; readonly address: string }
    /** To join, but the one who was invited is not signed in here. */
    | { readonly kind: 'sign-in-first'; readonly organization: string; readonly address: string }
    | { readonly kind: 'over' }
  >;
  /** Sets the first password and uses the invitation up. */
  choosePassword(
    token: string,
    password: string,
    visitor: Visitor,
  ): Promise<
    | { readonly outcome: 'chosen' }
    | { readonly outcome: 'refused'; readonly reason: PasswordProblem }
    | { readonly outcome: 'busy'; readonly retryAfterMs: number }
    | { readonly outcome: 'over' }
  >;
  /** The owner of an account joins one more organization. `refused`: it would leave the owner without any method, say. */
  join(
    token: string,
    visitor: Visitor,
  ): Promise<
    | { readonly outcome: 'joined'; readonly organization: string }
    | {
        readonly outcome: 'refused';
        readonly organization: string;
        /** The two organizations that accept nothing in common; null: another reason. */
        readonly conflict: readonly [string, string] | null;
      }
    | { readonly outcome: 'sign-in-first'; readonly organization: string; readonly address: string }
    | { readonly outcome: 'over' }
  >;
}

/** "This was not me": the links of security mails. Looking at one changes nothing. */
export interface Stops {
  look(
    token: string,
  ): Promise<{ readonly kind: 'ask'; readonly about: 'reset' | 'sign-in' } | { readonly kind: 'over' }>;
  /** Ends sessions and attempts, voids the pass and freezes set-up. */
  stop(
    token: string,
    visitor: Visitor,
  ): Promise<
    | { readonly outcome: 'stopped'; readonly password: 'kept' | 'taken-back' | 'must-change' }
    | { readonly outcome: 'over' }
  >;
}

/** Links that let a browser in, where strangers' guesses keep out those that an account does not know. Looking changes nothing. */
export interface Unlocking {
  /** Answers the same whether or not somebody has the address. */
  request(typed: string, visitor: Visitor): Promise<'asked' | 'address-malformed'>;
  look(
    token: string,
    visitor: Visitor,
  ): Promise<
    { readonly kind: 'open'; readonly address: string } | { readonly kind: 'other-browser' } | { readonly kind: 'over' }
  >;
  /** Uses the link up; the token is the browser's device cookie. */
  open(
    token: string,
    visitor: Visitor,
  ): Promise<
    | { readonly outcome: 'opened'; readonly deviceToken: string }
    | { readonly outcome: 'other-browser' }
    | { readonly outcome: 'over' }
  >;
}

/** Forgotten passwords: asking for a mail, and the link in it. Looking changes nothing. */
export interface Forgotten {
  /** Answers the same whether or not somebody has the address. */
  request(typed: string, visitor: Visitor): Promise<'asked' | 'address-malformed'>;
  look(
    token: string,
    visitor: Visitor,
  ): Promise<
    | { readonly kind: 'choose'; readonly address: string; readonly minimum: number }
    | { readonly kind: 'other-browser' }
    | { readonly kind: 'over' }
  >;
  /** Sets the password, uses the link up and ends all access. */
  choose(
    token: string,
    password: string,
    visitor: Visitor,
  ): Promise<
    | { readonly outcome: 'chosen' }
    | { readonly outcome: 'refused'; readonly reason: PasswordProblem }
    | { readonly outcome: 'busy'; readonly retryAfterMs: number }
    | { readonly outcome: 'other-browser' }
    | { readonly outcome: 'over' }
  >;
}
