import type { AuditDetails, AuditEvent } from './event.ts';

/**
 * A row as the chain covers it: JSON of its columns in fixed order, details by name. The sealed form is covered, not what
 * it hides, so a chain still verifies after an account's key was erased.
 */
export function canonicalEvent(event: AuditEvent): string {
  const { id, at, name, accountId, actor, organizationId, attemptId, details, sealed } = event;
  return JSON.stringify([id, at, name, accountId, actor, organizationId, attemptId, inOrder(details), sealed]);
}

function inOrder(details: AuditDetails): readonly (readonly [string, unknown])[] {
  return Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
}
