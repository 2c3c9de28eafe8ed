import type { Transport } from '../domain/mail/run/ports.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';

/** What an instance takes from the machine and the network; tests bring their own clock. */
export interface Outside {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How mail leaves; null: by the configured SMTP server. */
  readonly transport: Transport | null;
}

/** Why an instance does not start: a sentence for whoever started it. */
export class StartRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'StartRefused';
  }
}
