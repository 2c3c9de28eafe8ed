import type { Organization } from '../../organizations/decide/mandate.ts';
import { type Coverage, countingMethods, coverageFrom } from '../decide/coverage.ts';
import type { EvidenceReads } from './ports.ts';

/** How far the mandate of an organization reaches right now. */
export async function coverage(
  reads: Pick<EvidenceReads, 'counts' | 'byMethod'>,
  { id, mandate }: Organization,
): Promise<Coverage> {
  const [counts, methods] = await Promise.all([reads.counts(id, countingMethods(mandate)), reads.byMethod(id)]);
  return coverageFrom(mandate, counts, methods);
}
