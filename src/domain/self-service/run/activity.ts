import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditName } from '../../audit/decide/event.ts';
import type { ReadEvent } from '../../audit/run/read.ts';
import { type Activity, activityOf, TOLD } from '../decide/activity.ts';
import type { OwnIn, SelfServiceDeps } from './own-change.ts';

/** How many events are shown, and how many are read: some are told by another. */
const SHOWN_MAX = 30;
const READ_MAX = 3 * SHOWN_MAX;

/** One thing that happened around one's own account. */
export interface OwnEvent {
  /** Of the audit row. */
  readonly id: string;
  readonly name: AuditName;
  readonly what: Activity;
  readonly at: EpochMs;
  /** Network address and browser of whoever signed in or was in; null where none was recorded, or somebody else did it. */
  readonly source: string | null;
  readonly browser: string | null;
}

/** What happened lately, from the audit trail. */
export interface OwnActivity {
  /** Newest first, 30 at most. */
  of(entered: OwnIn): Promise<readonly OwnEvent[]>;
}

/** One's own recent activity. */
export function createOwnActivity({ trail }: Pick<SelfServiceDeps, 'trail'>): OwnActivity {
  return {
    of: ({ snapshot }) => recentActivity(trail, snapshot.account.id),
  };
}

/** What its owner is told of an account, newest first, 30 at most. */
export async function recentActivity(trail: SelfServiceDeps['trail'], id: AccountId): Promise<readonly OwnEvent[]> {
  const rows = await trail.list({ accountId: id, names: TOLD }, READ_MAX);
  return rows.flatMap((row) => toldOf(row, id)).slice(0, SHOWN_MAX);
}

function toldOf({ event, opened }: ReadEvent, owner: string): readonly OwnEvent[] {
  const what = activityOf(event.name, event.details);
  if (what === null) return [];
  // Where support sits is not the owner's business.
  const own = event.actor === owner || event.actor === 'claimant';
  const where = own && opened !== 'changed' ? opened : null;
  const { id, name, at } = event;
  return [{ id, name, what, at, source: where?.source ?? null, browser: where?.browser ?? null }];
}
