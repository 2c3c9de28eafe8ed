import { keepBusy } from './busy.ts';
import { startCountdowns } from './countdown.ts';
import { offerPasskeys, reportPlatformAuthenticator, runCeremonies } from './passkey.ts';
import { createQuietly } from './quiet-passkey.ts';
import { warnOfSessionEnd } from './session.ts';
import { signalPasskeys } from './signal.ts';
import { doWork } from './solve.ts';
import { showTools } from './tools.ts';

// A page from the back-forward cache is an old version of its attempt: show where things stand.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

showTools();
startCountdowns();
warnOfSessionEnd();
void reportPlatformAuthenticator();
runCeremonies();
void offerPasskeys();
void createQuietly();
void signalPasskeys();
keepBusy();
doWork();
document.getElementById('problem')?.focus();
