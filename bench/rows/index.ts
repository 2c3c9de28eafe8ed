import { fullQueueRow } from './full-queue.ts';
import { growthRow } from './growth.ts';
import { installRow } from './install.ts';
import { keptRow } from './kept.ts';
import { openidRow } from './openid.ts';
import { pageRow } from './page.ts';
import { passkeyRow } from './passkey.ts';
import { profileRow } from './profile.ts';
import type { Row } from './row.ts';
import { sessionCheckRow } from './session-check.ts';
import { signInRow } from './sign-in.ts';
import { startRow } from './start.ts';
import { underLoadRow } from './under-load.ts';

/** All that is measured, in this order; what was kept is looked at while the measured databases are still there. */
export const ROWS: readonly Row[] = [
  signInRow,
  passkeyRow,
  sessionCheckRow,
  underLoadRow,
  fullQueueRow,
  openidRow,
  startRow,
  growthRow,
  pageRow,
  installRow,
  profileRow,
  keptRow,
];
