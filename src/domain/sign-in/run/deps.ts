import type { Clock } from '../../../platform/clock.ts';
import type { Sealing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import type { PasswordHistory } from '../../accounts/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { Methods } from '../../methods/method.ts';
import type { SessionHistory, SessionStore } from '../../sessions/run/ports.ts';
import type { FailureCounts, LaneStore } from '../../throttling/run/ports.ts';
import type { SpentWork } from '../../throttling/run/source-ports.ts';
import type { Sources } from '../../throttling/run/sources.ts';
import type { Tries } from '../../throttling/run/tries.ts';
import type { Work } from '../../throttling/run/work.ts';
import type { ApplicationRequests } from './application.ts';
import type { Emergencies, PasskeyReads, SignInCommits, SignInReads } from './ports.ts';

/** All that a sign-in needs from outside, injected. */
export interface SignInDeps {
  readonly reads: SignInReads;
  readonly passkeys: PasskeyReads;
  readonly commits: SignInCommits;
  readonly applications: ApplicationRequests;
  readonly sessions: SessionStore;
  readonly sessionHistory: SessionHistory;
  readonly lanes: LaneStore;
  readonly tries: Tries;
  readonly failureCounts: FailureCounts;
  readonly sources: Sources;
  readonly work: Work;
  readonly spentWork: SpentWork;
  readonly passwordHistory: PasswordHistory;
  readonly emergencies: Emergencies;
  readonly methods: Methods;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  /** HMAC of a canonical address: keys the counters of addresses nobody has. */
  readonly addressMac: (canonical: string) => string;
  /** "Chrome on Windows", from a User-Agent header. */
  readonly describeBrowser: (userAgent: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  /** Something may wait in the outbox. */
  readonly kickOutbox: () => void;
  /** Resolves when what waited in the outbox was handed over or not, or after a moment: the page tells which. */
  readonly handOverTried: () => Promise<void>;
}
