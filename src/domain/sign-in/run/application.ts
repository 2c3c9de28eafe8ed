import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Acr } from '../decide/acr.ts';
import type { FreshBy } from '../decide/facts.ts';
import type { OwnPath } from './own-path.ts';

/** The application that sent the person, as its pages show it. */
export interface PageApplication {
  /** Names its request: hidden field `application` of the first form, which has no attempt yet. */
  readonly uid: string;
  readonly name: string;
  /** Where to get help before a correct password; null: the instance's own. */
  readonly support: string | null;
  /** Fills the address on the first page, never submits it; null: nothing to fill. */
  readonly loginHint: string | null;
  /** Where it takes people back to (an origin or a scheme), for the page's `form-action`; null: nowhere. */
  readonly returnTo: string | null;
}

/** What an application asks of the sign-in. */
export interface Demand {
  /** The weakest of the acr values that it would take; null: any. */
  readonly acr: Acr | null;
  /** Asked for where it is at hand; the sign-in completes without it. */
  readonly voluntary: boolean;
  /** A session's proofs must be as young as this; null: any age. */
  readonly freshSince: EpochMs | null;
  /** What counts as fresh; absent: any proof. */
  readonly freshBy?: FreshBy;
}

/** An application's request to sign somebody in, as long as it waits for its answer. */
export interface ApplicationRequest extends PageApplication {
  readonly demand: Demand;
}

/** A page of the person's own that asks for a fresh proof before it changes anything. */
export interface OwnRequest {
  readonly next: OwnPath;
  readonly demand: Demand;
}

/** Where requests of applications wait. Implemented by the edge that speaks their protocol. */
export interface ApplicationRequests {
  /** Null: unknown, answered, or too old. */
  waiting(uid: string): Promise<ApplicationRequest | null>;
}
