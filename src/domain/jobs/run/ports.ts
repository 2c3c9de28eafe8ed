import type { EpochMs } from '../../../platform/kernel/time.ts';

/** What is done; one of each kind at a time, on all nodes. */
export type JobKind = 'audit-check' | 'import';

/** One job, as far as it is. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /** An account's id. */
  readonly startedBy: string;
  readonly startedAt: EpochMs;
  /** When it was last heard of. */
  readonly seenAt: EpochMs;
  /** Null: it goes on, or whoever did it is gone. */
  readonly endedAt: EpochMs | null;
  /** From 0 to 1000. */
  readonly perMille: number;
  /** JSON of what it came to; null: it was cut short, or goes on. */
  readonly result: string | null;
}

/** A line of what a job tells on its way. */
export interface JobPart {
  readonly seq: number;
  readonly body: string;
}

/** Jobs in the store. */
export interface JobStore {
  /** Stores a new job, and ends those of its kind that were not heard of since `deadSince`. False: one of its kind goes on. */
  insert(job: Job, deadSince: EpochMs): Promise<boolean>;
  /** Notes how far it is, with what there is to tell. False: it was ended by another. */
  report(id: string, at: EpochMs, perMille: number, part: JobPart | null): Promise<boolean>;
  end(id: string, at: EpochMs, result: string | null): Promise<void>;
  byId(id: string): Promise<Job | null>;
  newest(kind: JobKind): Promise<Job | null>;
  /** Parts after a number, in order. */
  parts(id: string, after: number, limit: number): Promise<readonly JobPart[]>;
}
