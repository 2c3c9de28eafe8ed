import type { PagesParts } from './parts.ts';
import { registerAccount } from './routes/account.ts';
import { registerForgot } from './routes/forgot.ts';
import { registerInvitation } from './routes/invitation.ts';
import { registerProve } from './routes/prove.ts';
import { registerSignIn } from './routes/sign-in.ts';
import { registerStop } from './routes/stop.ts';

/** Adds the hosted pages to a server that does not listen yet. */
export function registerPages(parts: PagesParts): void {
  registerSignIn(parts);
  registerAccount(parts);
  registerProve(parts);
  registerInvitation(parts);
  registerStop(parts);
  registerForgot(parts);
}
