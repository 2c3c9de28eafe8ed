import type { ConsoleParts } from './ports.ts';
import { registerAlerts } from './routes/alerts.ts';
import { registerAllCoverage } from './routes/all-coverage.ts';
import { registerAudit } from './routes/audit.ts';
import { registerAuditTools } from './routes/audit-tools.ts';
import { registerBranding } from './routes/branding.ts';
import { registerBreakGlass } from './routes/break-glass.ts';
import { registerCoverage } from './routes/coverage.ts';
import { registerDoor } from './routes/door.ts';
import { registerDryRun } from './routes/dry-run.ts';
import { registerImport } from './routes/import.ts';
import { registerInvitations } from './routes/invitations.ts';
import { registerMandates } from './routes/mandates.ts';
import { registerMembers } from './routes/members.ts';
import { registerOrganizationTools } from './routes/organization-tools.ts';
import { registerOrganizations } from './routes/organizations.ts';
import { registerPeople } from './routes/people.ts';
import { registerPersonActs } from './routes/person-acts.ts';
import { registerResetActs } from './routes/reset-acts.ts';
import { registerResets } from './routes/resets.ts';
import { registerSettings } from './routes/settings.ts';

/** Adds the console to a server that does not listen yet. */
export function registerConsole(parts: ConsoleParts): void {
  registerDoor(parts);
  registerOrganizations(parts);
  registerBranding(parts);
  registerMandates(parts);
  registerDryRun(parts);
  registerCoverage(parts);
  registerAllCoverage(parts);
  registerSettings(parts);
  registerPeople(parts);
  registerResets(parts);
  registerResetActs(parts);
  registerAlerts(parts);
  registerMembers(parts);
  registerInvitations(parts);
  registerOrganizationTools(parts);
  registerImport(parts);
  registerBreakGlass(parts);
  registerPersonActs(parts);
  registerAudit(parts);
  registerAuditTools(parts);
}
