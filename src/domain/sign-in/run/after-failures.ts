import type { SignInDeps } from './deps.ts';
import { type Draft, passwordGiven, snapshotOf, withNotice } from './draft.ts';

/** From so many wrong second steps since the last sign-in on, the owner is told when somebody gets in. */
const TOLD_FROM = 3;

/** Tells the owner of a sign-in that came after wrong second steps (ASVS 6.3.5): whoever guessed may have guessed right. */
export async function withFailuresTold(deps: SignInDeps, draft: Draft): Promise<Draft> {
  const { id, lastSignInAt } = snapshotOf(draft).account;
  const count = await deps.sessionHistory.wrongProofsSince(id, lastSignInAt ?? 0);
  if (count < TOLD_FROM) return draft;
  const link = { passwordGiven: passwordGiven(draft), cause: `after-failures/${id}/${lastSignInAt ?? 0}` };
  return withNotice(deps, draft, (where) => ({ kind: 'signed-in-after-failures', count, ...where }), link);
}
