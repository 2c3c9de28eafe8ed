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

/** The source language. Names that sign-in.md section E lists are stable; the words around them are free. */
export const en = {
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
