import type { KeyRing } from '../../platform/keys.ts';
import type { Random } from '../../platform/random.ts';
import { createBreakGlassCode } from './break-glass/index.ts';
import { createEmailCode } from './email-code/index.ts';
import type { Methods } from './method.ts';
import { createOneTimePass } from './one-time-pass/index.ts';
import { firstPasskeys } from './passkey/first.ts';
import { createPasskey } from './passkey/index.ts';
import { createHashQueue, systemTimer, type Timer } from './password/hash-queue.ts';
import { createPassword } from './password/index.ts';
import { createRecoveryCode } from './recovery-code/index.ts';
import { foreignApp } from './totp/foreign.ts';
import { createTotp } from './totp/index.ts';

/** Password hashes that may wait, and for how long in ms (security.md T8). */
const HASHES_WAITING = 16;
const LONGEST_WAIT_MS = 2_000;

/** What the methods need of the instance. */
export interface MethodDeps {
  readonly keyRing: KeyRing;
  readonly random: Random;
  /** Shown in authenticator apps and passkey dialogs; never a password. */
  readonly instanceName: string;
  /** The one origin that passkey ceremonies may come from: scheme, host and port of the public address. */
  readonly origin: string;
  /** rpID of passkeys: a domain that the origin's host is or ends in. */
  readonly passkeyDomain: string;
  /** Whether a password, in NFC, was stolen elsewhere; absent: the operator gave no list. */
  readonly isLeaked?: (password: string) => Promise<boolean>;
  /** Password hashes at once: as many as there are cores. */
  readonly hashConcurrency: number;
  /** Bounds the wait for a hash; the machine's own unless a test moves it by hand. */
  readonly timer?: Timer;
}

/** The one list of methods. Another way to prove something is a folder and a line in here. */
export function createMethods(deps: MethodDeps): Methods {
  const { keyRing, random, instanceName } = deps;
  const limits = { atOnce: deps.hashConcurrency, waiting: HASHES_WAITING, maxWaitMs: LONGEST_WAIT_MS };
  const queue = createHashQueue(limits, deps.timer ?? systemTimer);
  const leaked = deps.isLeaked === undefined ? {} : { isLeaked: deps.isLeaked };
  const password = createPassword({ keyRing, queue, productWords: ['Vestibule', instanceName], ...leaked });
  const recoveryCode = createRecoveryCode({ keyRing, random });
  const emailCode = createEmailCode({ keyRing });
  const breakGlass = createBreakGlassCode({ keyRing, random });
  const handedOver = createOneTimePass({ keyRing, random });
  const party = { name: instanceName, id: deps.passkeyDomain, origin: deps.origin };
  return {
    byKind: {
      password: password.method,
      totp: createTotp({ random, issuer: instanceName }),
      passkey: createPasskey({ keyRing, party }),
      'email-code': emailCode.method,
      'recovery-code': recoveryCode.method,
      'break-glass-code': breakGlass.method,
      'one-time-pass': handedOver.oneTimePass,
      'invitation-code': handedOver.invitationCode,
    },
    passwords: password.passwords,
    recoveryCodes: recoveryCode.recoveryCodes,
    mailedCodes: emailCode.mailedCodes,
    passes: handedOver.passes,
    sealedCodes: breakGlass.sealedCodes,
    foreign: { password: password.foreignHash, app: foreignApp },
    firstPasskeys: firstPasskeys({ keyRing, random, party }),
  };
}
