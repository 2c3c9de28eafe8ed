import type { ConsoleParts } from './ports.ts';
import { registerAudit } from './routes/audit.ts';
import { registerAuditTools } from './routes/audit-tools.ts';
import { registerDoor } from './routes/door.ts';
import { registerOrganizations } from './routes/organizations.ts';
import { registerPeople } from './routes/people.ts';
import { registerPersonActs } from './routes/person-acts.ts';

/** Adds the console to a server that does not listen yet. */
export function registerConsole(parts: ConsoleParts): void {
  registerDoor(parts);
  registerOrganizations(parts);
  registerPeople(parts);
  registerPersonActs(parts);
  registerAudit(parts);
  registerAuditTools(parts);
}
