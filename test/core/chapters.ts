import type { Chapter } from './situations.ts';
import { APPLICATION_CHAPTERS } from './situations-applications.ts';
import { EMERGENCIES } from './situations-emergency.ts';
import { LIMIT_CHAPTERS } from './situations-limits.ts';
import { OWN } from './situations-own.ts';
import { RECOVERY_CHAPTERS } from './situations-recovery.ts';
import { SET_UP_CHAPTERS } from './situations-set-up.ts';
import { SIGN_IN_CHAPTERS } from './situations-sign-in.ts';
import { SUSPENDED } from './situations-suspended.ts';

/** The whole step table: what each combination of what a person has and did leads to. */
export const CHAPTERS: readonly Chapter[] = [
  ...SIGN_IN_CHAPTERS,
  ...LIMIT_CHAPTERS,
  ...APPLICATION_CHAPTERS,
  OWN,
  ...SET_UP_CHAPTERS,
  ...RECOVERY_CHAPTERS,
  SUSPENDED,
  EMERGENCIES,
];
