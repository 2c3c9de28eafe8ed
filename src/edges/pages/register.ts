import type { PagesParts } from './parts.ts';
import { registerAccount } from './routes/account.ts';
import { registerBrand } from './routes/brand.ts';
import { registerFirstOwner } from './routes/first-owner.ts';
import { registerForgot } from './routes/forgot.ts';
import { registerInvitation } from './routes/invitation.ts';
import { registerOwnActivity } from './routes/own-activity.ts';
import { registerOwnAdd } from './routes/own-add.ts';
import { registerOwnDefault } from './routes/own-default.ts';
import { registerOwnMethods } from './routes/own-methods.ts';
import { registerOwnPlaces } from './routes/own-places.ts';
import { registerOwnRecoveryCode } from './routes/own-recovery-code.ts';
import { registerPassword } from './routes/password.ts';
import { registerProve } from './routes/prove.ts';
import { registerSession } from './routes/session.ts';
import { registerSignIn } from './routes/sign-in.ts';
import { registerStop } from './routes/stop.ts';
import { registerUnlock } from './routes/unlock.ts';
import { registerWorkstation } from './routes/workstation.ts';

/** Adds the hosted pages to a server that does not listen yet. */
export function registerPages(parts: PagesParts): void {
  registerSignIn(parts);
  registerBrand(parts);
  registerAccount(parts);
  registerSession(parts);
  registerProve(parts);
  registerOwnMethods(parts);
  registerOwnAdd(parts);
  registerOwnRecoveryCode(parts);
  registerOwnDefault(parts);
  registerOwnPlaces(parts);
  registerOwnActivity(parts);
  registerFirstOwner(parts);
  registerInvitation(parts);
  registerStop(parts);
  registerWorkstation(parts);
  registerForgot(parts);
  registerUnlock(parts);
  registerPassword(parts);
}
