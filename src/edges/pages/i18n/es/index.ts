import type { en } from '../en/index.ts';
import { application } from './application.ts';
import { around } from './around.ts';
import { firstOwner } from './first-owner.ts';
import { own } from './own.ts';
import { password } from './password.ts';
import { places } from './places.ts';
import { signIn } from './sign-in.ts';
import { unlock } from './unlock.ts';
import { work } from './work.ts';
import { workstation } from './workstation.ts';

/** Spanish, written and not translated. A missing or extra sentence does not compile. */
export const es: typeof en = {
  ...around,
  ...signIn,
  ...application,
  ...firstOwner,
  ...own,
  ...password,
  ...places,
  ...unlock,
  ...work,
  ...workstation,
};
