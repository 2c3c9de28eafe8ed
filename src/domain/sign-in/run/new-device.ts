import type { Session } from '../../sessions/decide/session.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, passwordGiven, snapshotOf, withNotice } from './draft.ts';

/**
 * Tells the owner when a browser that the account did not know starts a session (N17). A strong sign-in knows its browsers
 * by the device cookie. One that is not gets no such cookie, so it knows them by their kind; else it would tell each time.
 */
export async function withNewDeviceTold(
  deps: SignInDeps,
  draft: Draft,
  next: Session,
  strong: boolean,
): Promise<Draft> {
  const { attempt, device } = draft.loaded;
  const { account } = snapshotOf(draft);
  // The very first sign-in is no news to whoever was invited, and set-up has mails of its own.
  if (account.lastSignInAt === null || attempt.setUpNotice !== null || attempt.freshSince !== null) return draft;
  if (device !== null && device.burned !== true && device.byMail !== true) return draft;
  // A shared workstation is never known by its cookie either.
  const unknowable = !strong || draft.visitor.sharedWorkstation === true;
  if (unknowable && (await deps.sessionHistory.hasBrowser(account.id, next.browser))) return draft;
  return withNotice(deps, draft, (where) => ({ kind: 'new-device', ...where }), {
    passwordGiven: passwordGiven(draft),
  });
}
