import type { ApiAnswer, ApiRequest } from '../api/prescriptions.ts';
import type { LogoutToken } from './logout-token.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Session, Sessions } from './sessions.ts';

/** Says what happened to whoever runs the application. Tokens and names are never said. */
export type Log = (text: string, error?: unknown) => void;

/** The parts of the application. */
export interface Clinic {
  readonly relyingParty: RelyingParty;
  readonly sessions: Sessions;
  readonly readLogoutToken: (token: string) => Promise<LogoutToken | null>;
  readonly api: (request: ApiRequest) => Promise<ApiAnswer>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** One request. */
export interface Visit {
  readonly address: URL;
  readonly form: URLSearchParams;
  /** The browser's session; a route may begin, replace or end it, and the cookie follows. */
  session: Session | null;
}
