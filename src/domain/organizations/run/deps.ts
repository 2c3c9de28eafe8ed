import type { AccountReads, InvitationStore } from '../../accounts/run/ports.ts';
import type { ActDeps } from './act.ts';
import type { MandateStore, MembershipReads, MembershipWrites, OrganizationStore } from './ports.ts';

/** What the organizations' use cases work with. */
export interface OrganizationsDeps extends ActDeps {
  readonly organizations: OrganizationStore;
  readonly mandates: MandateStore;
  readonly memberships: MembershipReads;
  readonly membershipWrites: MembershipWrites;
  readonly accounts: Pick<AccountReads, 'byId' | 'authenticatorsOf'>;
  readonly invitations: Pick<InvitationStore, 'insert' | 'end'>;
}
