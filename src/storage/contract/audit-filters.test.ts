import { expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { AuditFilter } from '../../domain/audit/run/ports.ts';
import { auditReadsOn } from '../sql/audit-read.ts';
import { onBothEngines } from './engines.ts';
import { NOW } from './fixtures.ts';
import { indexesFor, QueryLog } from './plans.ts';

const actor = 'agent' as AccountId;
const organizationId = 'clinic' as OrganizationId;

onBothEngines('a page of the audit trail', (open, engine) => {
  const filters: readonly (readonly [string, AuditFilter, string])[] = [
    ['by whom', { actor }, 'audit_events_by_actor_and_at'],
    ['in an organization', { organizationId }, 'audit_events_by_organization_id_and_at'],
    [
      'of a kind in an organization',
      { organizationId, name: 'reset.opened' },
      'audit_events_by_organization_id_and_name_and_at',
    ],
    ['of a kind', { name: 'reset.opened' }, 'audit_events_by_name_and_at'],
  ];

  it.each(filters)('%s is read by an index of its own, from wherever it begins', async (_, filter, index) => {
    const { db } = await open();
    const asked = new QueryLog();
    const reads = auditReadsOn(asked.watch(db));
    for (const before of [null, { at: NOW, id: 'last' }]) await reads.newest(filter, 51, before);
    expect(await indexesFor(db, engine, asked.queries())).toEqual([index]);
  });
});
