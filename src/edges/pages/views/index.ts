import { renderAccount } from './account.tsx';
import { renderApplicationError } from './application-error.tsx';
import { renderConsent } from './consent.tsx';
import type { Views } from './contract.ts';
import { renderDevice } from './device.tsx';
import { renderForgot } from './forgot.tsx';
import { renderHelp } from './help.tsx';
import { renderInvitation } from './invitation.tsx';
import { renderPassword } from './password.tsx';
import { problemWords, renderProblem } from './problem.tsx';
import { renderSecurity } from './security.tsx';
import { recoveryCodeFile, renderSignIn } from './sign-in.tsx';
import { renderSignOut } from './sign-out.tsx';
import { renderStop } from './stop.tsx';
import { renderUnlock } from './unlock.tsx';

/** All pages: data in, a whole HTML document out. */
export const views: Views = {
  renderSignIn,
  renderAccount,
  renderSecurity,
  renderHelp,
  renderInvitation,
  renderStop,
  renderForgot,
  renderUnlock,
  renderPassword,
  renderProblem,
  renderConsent,
  renderDevice,
  renderSignOut,
  renderApplicationError,
  problemWords,
  recoveryCodeFile,
};
