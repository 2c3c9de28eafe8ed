import type { Sealing } from '../../../platform/keys.ts';
import type { Passes, Passwords } from '../../methods/method.ts';
import type { ActDeps } from '../../organizations/run/act.ts';
import type { MembershipReads, MembershipWrites, OrganizationStore } from '../../organizations/run/ports.ts';
import type { AccountReads, AccountWrites, InvitationStore } from './ports.ts';

/** What the use cases of accounts and invitations work with. */
export interface AccountsDeps extends ActDeps {
  readonly accounts: AccountReads;
  readonly accountWrites: AccountWrites;
  readonly invitations: InvitationStore;
  readonly organizations: Pick<OrganizationStore, 'byId'>;
  readonly memberships: MembershipReads;
  readonly membershipWrites: Pick<MembershipWrites, 'insert' | 'accept' | 'setKind' | 'remove'>;
  readonly passwords: Passwords;
  readonly passes: Passes;
  readonly sealing: Sealing;
}
