import { type Accounts, createAccounts } from '../../src/domain/accounts/run/accounts.ts';
import { createInvitations, type Invitations } from '../../src/domain/accounts/run/invitations.ts';
import { createAuditor } from '../../src/domain/audit/run/write.ts';
import { createImport, type Import } from '../../src/domain/import/run/import.ts';
import type { OutboxMessage } from '../../src/domain/mail/decide/message.ts';
import { createOneTimePass } from '../../src/domain/methods/one-time-pass/index.ts';
import { createHashQueue, systemTimer } from '../../src/domain/methods/password/hash-queue.ts';
import { createPassword } from '../../src/domain/methods/password/index.ts';
import { foreignApp } from '../../src/domain/methods/totp/foreign.ts';
import { createOrganizations, type Organizations } from '../../src/domain/organizations/run/organizations.ts';
import { type Actor, SYSTEM } from '../../src/domain/roles/run/actor.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { hmac } from '../../src/platform/hashing.ts';
import { DAY_MS } from '../../src/platform/kernel/time.ts';
import { keyRingFrom } from '../../src/platform/key-ring.ts';
import type { Sealing } from '../../src/platform/keys.ts';
import { systemRandom } from '../../src/platform/random.ts';
import type { Storage } from '../../src/storage/open.ts';

/** The administrative use cases over one storage. */
export interface Administration {
  readonly organizations: Organizations;
  readonly accounts: Accounts;
  readonly invitations: Invitations;
  readonly imports: Import;
  /** Takes the mail that waits, as an outbox runner would; what was taken does not come again. */
  takeMail(): Promise<readonly OutboxMessage[]>;
}

/** Builds them, with a key ring of the test's own. */
export function administrationOn(
  storage: Storage,
  sealing: Sealing,
  clock: Clock,
  /** How many password hashes may run at once; 0: the queue is always full. */
  hashesAtOnce = 2,
  by: Actor = SYSTEM,
): Administration {
  const keyRing = keyRingFrom(Buffer.alloc(32, 7));
  const queue = createHashQueue({ atOnce: hashesAtOnce, waiting: 64 * hashesAtOnce, maxWaitMs: 20_000 }, systemTimer);
  const { passwords, foreignHash } = createPassword({ keyRing, queue, productWords: ['vestibule'] });
  const { passes } = createOneTimePass({ keyRing, random: systemRandom });
  const auditor = createAuditor({ sealing, random: systemRandom, clock });
  const deps = { ...storage, auditor, clock, random: systemRandom, sealing, passwords, passes, by };
  return {
    organizations: createOrganizations(deps),
    accounts: createAccounts(deps),
    invitations: createInvitations(deps),
    imports: createImport({
      ...deps,
      foreign: { password: foreignHash, app: foreignApp },
      rowMac: (parts) => hmac(Buffer.alloc(32, 8), ...parts),
    }),
    async takeMail() {
      const now = clock.now();
      const leased = await storage.outbox.lease(now, now + 365 * DAY_MS, 1_000);
      return leased.flatMap(({ message }) => message ?? []).sort((a, b) => (a.to.address < b.to.address ? -1 : 1));
    },
  };
}

/** The token in the link of a mailed invitation. */
export function tokenIn(message: OutboxMessage | undefined): string {
  const content = message?.content;
  if (content?.kind !== 'invitation' && content?.kind !== 'join-organization') throw new Error('no invitation');
  return content.path.replace('/invitation/', '');
}
