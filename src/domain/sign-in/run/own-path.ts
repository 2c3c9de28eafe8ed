/** Pages of one's own account that a step-up leads back to. */
const OWN_PATHS = [
  '/account',
  '/account/security',
  '/account/security/app',
  '/account/security/passkey',
  '/account/security/security-key',
  '/account/security/recovery-code',
  '/account/security/default',
  '/account/security/sessions',
  '/account/security/activity',
  '/account/password',
] as const;

/** The page of one bound app or passkey, and where an app is replaced. */
type MethodPath = `/account/security/method/${string}`;

/** A page of the console. */
export type ConsolePath = '/console' | `/console/${string}`;

/** A page of one's own account or of the console: a closed list, so that no step-up leads anywhere else. */
export type OwnPath = (typeof OWN_PATHS)[number] | MethodPath | ConsolePath;

/** The page that a form names; null where it is none of ours. */
export function ownPathOf(stated: unknown): OwnPath | null {
  if (typeof stated !== 'string') return null;
  return OWN_PATHS.find((path) => path === stated) ?? (isMethodPath(stated) ? stated : consolePathOf(stated));
}

/** The page of the console that a form names; null where it is none. */
export function consolePathOf(stated: unknown): ConsolePath | null {
  return typeof stated === 'string' && isConsolePath(stated) ? stated : null;
}

function isMethodPath(text: string): text is MethodPath {
  return /^\/account\/security\/method\/[A-Za-z0-9_-]{1,64}(\/replace)?$/.test(text);
}

function isConsolePath(text: string): text is ConsolePath {
  return /^\/console(\/[A-Za-z0-9_-]{1,64}){0,4}$/.test(text);
}
