import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { type Coverage, countingMethods, coverageFrom } from '../decide/coverage.ts';
import { setUpByWeek, type WeekPoint } from '../decide/over-time.ts';
import { type SignInsOverTime, signInsOverTime } from '../decide/sign-in-series.ts';
import { countedWeeks } from '../decide/sign-ins.ts';
import type { EvidenceReads, SignInCounts } from './ports.ts';

/** How far a mandate reaches, and how it came to that. */
export interface CoverageOverTime {
  readonly coverage: Coverage;
  readonly weeks: readonly WeekPoint[];
}

/** How far the mandate of an organization reaches right now. What is bound to each member is read once for all of it. */
export async function coverage(
  reads: Pick<EvidenceReads, 'methodSets'>,
  { id, mandate }: Organization,
  now: EpochMs,
): Promise<CoverageOverTime> {
  const sets = await reads.methodSets(id, now);
  return { coverage: coverageFrom(mandate, sets), weeks: setUpByWeek(sets, countingMethods(mandate), now) };
}

/** How members of an organization signed in during the last weeks, and what failed. */
export async function signIns(
  counts: Pick<SignInCounts, 'ofOrganization'>,
  id: OrganizationId,
  now: EpochMs,
): Promise<SignInsOverTime> {
  const [since = now] = countedWeeks(now);
  return signInsOverTime(await counts.ofOrganization(id, since), now);
}
