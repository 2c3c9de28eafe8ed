import { renderAddApp } from './add-app.tsx';
import { renderAddPasskey } from './add-passkey.tsx';
import type { OwnViews } from './contract.ts';
import { renderDefaultMethod } from './default-method.tsx';
import { renderMethod } from './method.tsx';
import { renderFrozen, renderNoOffer, renderProve } from './prove.tsx';
import { renderRenewCode } from './renew-code.tsx';

/** All pages below `/account/security`: data in, a whole HTML document out. */
export const ownViews: OwnViews = {
  renderProve,
  renderFrozen,
  renderNoOffer,
  renderMethod,
  renderAddApp,
  renderAddPasskey,
  renderRenewCode,
  renderDefaultMethod,
};
