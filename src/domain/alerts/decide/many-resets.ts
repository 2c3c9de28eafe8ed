import { DAY_MS } from '../../../platform/kernel/time.ts';

/** Resets of one agent within this time are counted together. */
export const COUNTED_MS = DAY_MS;

/** A reset that an agent carried out within that time. */
export interface CountedReset {
  readonly caseId: string;
  /** The alert that tells of it; null: none does. */
  readonly alert: { readonly id: string; readonly reviewed: boolean } | null;
}

/** What the resets of an agent come to. `caseIds`: those that no alert tells of yet. */
export type ManyResets =
  | { readonly outcome: 'few' }
  | { readonly outcome: 'raise'; readonly caseIds: readonly string[] }
  /** One that nobody reviewed yet tells of them too: owners are not mailed for each. */
  | { readonly outcome: 'add'; readonly alertId: string; readonly caseIds: readonly string[] };

/** Says whether one agent's resets are an alert. What was reviewed is done with: the next alert needs as many again. */
export function manyResets(counted: readonly CountedReset[], atLeast: number): ManyResets {
  const caseIds = counted.filter(({ alert }) => alert === null).map(({ caseId }) => caseId);
  const open = counted.find(({ alert }) => alert !== null && !alert.reviewed)?.alert ?? null;
  if (caseIds.length === 0) return { outcome: 'few' };
  if (open !== null) return { outcome: 'add', alertId: open.id, caseIds };
  return caseIds.length < atLeast ? { outcome: 'few' } : { outcome: 'raise', caseIds };
}
