import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { Role } from '../../src/domain/roles/decide/roles.ts';
import { must, type TestApp } from '../app.ts';
import { accountOf, type Person, personWithApp } from '../journeys/people.ts';

/** A role at the console, or none. */
export type Desk = Role | 'without a role';

/** Somebody for each role, of the operator and of a clinic, and somebody without one: set up, and not signed in. */
export async function castOfRoles(
  app: TestApp,
  operator: OrganizationId,
  clinic: OrganizationId,
): Promise<readonly (readonly [desk: Desk, person: Person])[]> {
  const cast = [
    ['owner', await personWithApp(app, operator, 'owner@operator.example', 'admin')],
    ['support', await personWithApp(app, operator, 'support@operator.example', 'staff')],
    ['auditor', await personWithApp(app, operator, 'auditor@operator.example', 'staff')],
    ['organization-admin', await personWithApp(app, clinic, 'admin@riverside.example', 'admin')],
    ['help-desk', await personWithApp(app, clinic, 'desk@riverside.example', 'staff')],
    ['without a role', await personWithApp(app, clinic, 'provider@riverside.example')],
  ] as const;
  must(await app.instance.roles.grant(operator, await accountOf(app, 'auditor@operator.example'), 'auditor'));
  must(await app.instance.roles.grant(clinic, await accountOf(app, 'desk@riverside.example'), 'help-desk'));
  return cast;
}
