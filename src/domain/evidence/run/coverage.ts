import type { Organization } from '../../organizations/decide/mandate.ts';
import { type Coverage, coverageFrom } from '../decide/coverage.ts';
import type { EvidenceReads } from './ports.ts';

/** How far the mandate of an organization reaches right now. */
export async function coverage(
  reads: Pick<EvidenceReads, 'methodSets'>,
  { id, mandate }: Organization,
): Promise<Coverage> {
  return coverageFrom(mandate, await reads.methodSets(id));
}
