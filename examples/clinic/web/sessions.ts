import { randomBytes } from 'node:crypto';
import type { Prescription } from '../api/prescriptions.ts';

/** What is done when somebody comes back from signing in. */
export type Afterwards =
  | { readonly kind: 'home' }
  | { readonly kind: 'list' }
  | { readonly kind: 'prescribe'; readonly prescription: Prescription };

/** One way to the sign-in service and back; each is used once. */
export interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** `acr` values of which one was demanded; empty: none. */
  readonly acr: readonly string[];
  /** How old the proof may be, in seconds; null: as old as it likes. */
  readonly maxAge: number | null;
  /** The account that must come back; null: whoever does. */
  readonly subject: string | null;
  readonly afterwards: Afterwards;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Who is signed in, and how that was proved: what the ID token said. */
export interface Person {
  readonly subject: string;
  /** `sid`; null: the issuer names no sessions. */
  readonly issuerSession: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly organizations: readonly { readonly name: string; readonly role: string }[];
  readonly acr: string | null;
  readonly amr: readonly string[];
  /** `auth_time`, in seconds since 1970; null: not told. */
  readonly provedAt: number | null;
  readonly idToken: string;
}

/** Tokens for the API. */
export interface Tokens {
  readonly access: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly refresh: string | null;
}

/** One browser. */
export interface Session {
  readonly id: string;
  /** Stands in every form of this browser. */
  readonly csrf: string;
  readonly startedAt: number;
  readonly flows: Map<string, Flow>;
  signedIn: { readonly person: Person; tokens: Tokens } | null;
}

/** The browsers that this process knows; a restart forgets them, and Vestibule lets people in again without a question. */
export interface Sessions {
  find(id: string | null): Session | null;
  begin(): Session;
  /** The same browser under a new id, signed in: an id that was known before does not carry on (session fixation). */
  signIn(before: Session, person: Person, tokens: Tokens): Session;
  end(session: Session): void;
  /** Ends what a logout token names; how many were ended. */
  endAll(named: { readonly subject: string | null; readonly issuerSession: string | null }): number;
}

const MOST_SESSIONS = 10_000;
const MOST_FLOWS = 8;
const SESSION_MS = 12 * 3_600_000;
/** A first sign-in under a mandate includes setting up an app. */
const FLOW_MS = 3_600_000;

/** An empty store. `now` is in milliseconds since 1970. */
export function createSessions(now: () => number): Sessions {
  const sessions = new Map<string, Session>();

  function keep(session: Session): Session {
    sessions.set(session.id, session);
    for (const [id] of sessions) {
      if (sessions.size <= MOST_SESSIONS) break;
      sessions.delete(id);
    }
    return session;
  }

  const fresh = () => ({ id: secret(), csrf: secret(), startedAt: now() });
  return {
    find(id) {
      const session = id === null ? undefined : sessions.get(id);
      if (session === undefined) return null;
      if (now() - session.startedAt < SESSION_MS) return session;
      sessions.delete(session.id);
      return null;
    },
    begin: () => keep({ ...fresh(), flows: new Map(), signedIn: null }),
    signIn(before, person, tokens) {
      sessions.delete(before.id);
      return keep({ ...fresh(), flows: before.flows, signedIn: { person, tokens } });
    },
    end: ({ id }) => void sessions.delete(id),
    endAll({ subject, issuerSession }) {
      const meant = [...sessions.values()].filter(({ signedIn }) => {
        if (signedIn === null) return false;
        const { person } = signedIn;
        if (subject !== null && person.subject !== subject) return false;
        return issuerSession === null || person.issuerSession === issuerSession;
      });
      // The browser may be on its way back from a step-up, so its flows stay.
      for (const session of meant) session.signedIn = null;
      return meant.length;
    },
  };
}

/** Remembers a flow until it comes back; the oldest of too many is forgotten. */
export function rememberFlow({ flows }: Session, flow: Flow): void {
  flows.set(flow.state, flow);
  for (const [state] of flows) {
    if (flows.size <= MOST_FLOWS) break;
    flows.delete(state);
  }
}

/** The flow of a `state`, which is thereby used up; null: unknown, used or too old. */
export function takeFlow({ flows }: Session, state: string | null, now: number): Flow | null {
  const flow = state === null ? undefined : flows.get(state);
  if (flow === undefined) return null;
  flows.delete(flow.state);
  return now - flow.startedAt < FLOW_MS ? flow : null;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
