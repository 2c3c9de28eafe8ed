import type { AccountRecord } from '../../domain/accounts/run/ports.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import type { Administration } from './contract.ts';
import { refusalOf } from './refusals.ts';

/** An organization by name or id; throws `CommandRefused` when there is none. */
export async function organizationNamed({ organizations }: Administration, typed: string): Promise<Organization> {
  const found = await organizations.find(typed);
  if (found === null) throw refusalOf({ reason: 'organization-unknown' });
  return found;
}

/** An account by address or id; throws `CommandRefused` when there is none. */
export async function accountNamed({ accounts }: Administration, typed: string): Promise<AccountRecord> {
  const found = await accounts.find(typed);
  if (found === null) throw refusalOf({ reason: 'account-unknown' });
  return found;
}
