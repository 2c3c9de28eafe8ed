import type { Migration } from 'kysely/migration';
import { start } from './0001-start.ts';
import { applications } from './0002-applications.ts';
import { openid } from './0003-openid.ts';
import { passwords } from './0005-passwords.ts';
import { throttling } from './0007-throttling.ts';
import { places } from './0009-places.ts';
import { notices } from './0010-notices.ts';
import { sources } from './0011-sources.ts';
import { stopsOfPasswords } from './0012-stops-of-passwords.ts';
import { importing } from './0013-import.ts';
import { auditHeads } from './0014-audit-heads.ts';
import { console } from './0015-console.ts';
import { firstOwner } from './0016-first-owner.ts';
import { breakGlass } from './0017-break-glass.ts';
import { branding } from './0018-branding.ts';
import { indexes } from './0019-indexes.ts';
import { resetDesk } from './0022-reset-desk.ts';
import { jobs } from './0023-jobs.ts';
import { resetAlerts } from './0024-reset-alerts.ts';
import { organizationCounts } from './0025-organization-counts.ts';
import { largeOrganizations } from './0026-large-organizations.ts';
import { openInvitations } from './0028-open-invitations.ts';
import { auditOfOrganizations } from './0029-audit-of-organizations.ts';

/** Every step of the schema, in the order of its names. A step that was released never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-applications': applications,
  '0003-openid': openid,
  '0005-passwords': passwords,
  '0007-throttling': throttling,
  '0009-places': places,
  '0010-notices': notices,
  '0011-sources': sources,
  '0012-stops-of-passwords': stopsOfPasswords,
  '0013-import': importing,
  '0014-audit-heads': auditHeads,
  '0015-console': console,
  '0016-first-owner': firstOwner,
  '0017-break-glass': breakGlass,
  '0018-branding': branding,
  '0019-indexes': indexes,
  '0022-reset-desk': resetDesk,
  '0023-jobs': jobs,
  '0024-reset-alerts': resetAlerts,
  '0025-organization-counts': organizationCounts,
  '0026-large-organizations': largeOrganizations,
  '0028-open-invitations': openInvitations,
  '0029-audit-of-organizations': auditOfOrganizations,
};
