import type { PagesParts } from './parts.ts';
import { registerAccount } from './routes/account.ts';
import { registerInvitation } from './routes/invitation.ts';
import { registerSignIn } from './routes/sign-in.ts';
import { registerStop } from './routes/stop.ts';

/** Adds the hosted pages to a server that does not listen yet. */
export function registerPages(parts: PagesParts): void {
  registerSignIn(parts);
  registerAccount(parts);
  registerInvitation(parts);
  registerStop(parts);
}
