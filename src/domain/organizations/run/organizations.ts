import type { OrganizationsDeps } from './deps.ts';
import { createManagement, type Management } from './manage.ts';
import { createMandates, type Mandates } from './mandates.ts';
import { createMembers, type Members } from './members.ts';

/** Organizations, their mandates and their members. */
export interface Organizations extends Management {
  readonly mandates: Mandates;
  readonly members: Members;
}

/** Builds the use cases of organizations. */
export function createOrganizations(deps: OrganizationsDeps): Organizations {
  return { ...createManagement(deps), mandates: createMandates(deps), members: createMembers(deps) };
}
