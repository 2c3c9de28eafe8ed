import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { type Coverage, coverageFrom } from '../decide/coverage.ts';
import { type SignInsOverTime, signInsOverTime } from '../decide/sign-in-series.ts';
import { countedWeeks } from '../decide/sign-ins.ts';
import type { EvidenceReads, SignInCounts } from './ports.ts';

/** How far the mandate of an organization reaches right now. */
export async function coverage(
  reads: Pick<EvidenceReads, 'methodSets'>,
  { id, mandate }: Organization,
): Promise<Coverage> {
  return coverageFrom(mandate, await reads.methodSets(id));
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
