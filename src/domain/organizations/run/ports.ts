import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { OutboxMessage } from '../../mail/decide/message.ts';
import type { Branding, LogoId } from '../decide/branding.ts';
import type { Mandate, Membership, Organization } from '../decide/mandate.ts';

/** Where a read happens: inside a running transaction, or null for one of its own. */
export type At = Tx | null;

/** What every administrative act needs of the store, whatever it is about. */
export interface ActStore {
  /**
   * Lets one administrative act at a time go on until its transaction ends, on all nodes: what it read before
   * deciding stays true until it commits. First statement of each such transaction.
   */
  latch(tx: Tx): Promise<void>;
  audit(tx: Tx, event: AuditEvent): Promise<void>;
  mail(tx: Tx, message: OutboxMessage): Promise<void>;
}

/** Columns of an organization that may move. */
export type OrganizationChange = Partial<
  Pick<
    Organization,
    | 'name'
    | 'support'
    | 'idleMs'
    | 'absoluteMs'
    | 'workstationIdleMs'
    | 'passwordPreset'
    | 'consoleAcr'
    | 'adminResets'
    | 'disabledAt'
  >
>;

/** Organizations in the store, each with its mandate. */
export interface OrganizationStore {
  byId(at: At, id: OrganizationId): Promise<Organization | null>;
  /** All, by name. */
  list(at: At): Promise<readonly Organization[]>;
  insert(tx: Tx, organization: Organization): Promise<void>;
  update(tx: Tx, id: OrganizationId, change: OrganizationChange): Promise<void>;
}

/** How organizations show themselves, in the store. */
export interface BrandingStore {
  /** Stores it in place of the earlier one. `png`: the logo's bytes where it is a new one; an earlier logo is deleted. */
  put(tx: Tx, id: OrganizationId, branding: Branding, png: Buffer | null): Promise<void>;
  logo(id: LogoId): Promise<Buffer | null>;
}

/** An organization admin's wish for a mandate, waiting for an operator. */
export interface MandateRequest {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly requestedBy: AccountId;
  readonly requestedAt: EpochMs;
}

/** Mandates and the requests for them. */
export interface MandateStore {
  /** Stores a mandate in place of an earlier one. `by`: an account's id, or `system`. */
  put(tx: Tx, id: OrganizationId, mandate: Mandate, by: string): Promise<void>;
  remove(tx: Tx, id: OrganizationId): Promise<void>;
  openRequest(at: At, id: OrganizationId): Promise<MandateRequest | null>;
  insertRequest(tx: Tx, request: MandateRequest): Promise<void>;
  decideRequest(tx: Tx, requestId: string, granted: boolean, by: string, decidedAt: EpochMs): Promise<void>;
}

/** Somebody in an organization, for lists. */
export interface Member {
  readonly accountId: AccountId;
  readonly name: string;
  readonly address: string;
  readonly kind: MemberKind;
  /** Null until the owner of the account accepted. */
  readonly acceptedAt: EpochMs | null;
}

/** A new place in an organization; `acceptedAt` null until its owner accepts. */
export interface NewMembership {
  readonly accountId: AccountId;
  readonly organizationId: OrganizationId;
  readonly kind: MemberKind;
  readonly createdAt: EpochMs;
  readonly acceptedAt: EpochMs | null;
}

/** A link that makes a browser a shared workstation, or an ordinary one again. */
export interface WorkstationLink {
  readonly id: string;
  readonly tokenHash: string;
  readonly organizationId: OrganizationId;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
}

/** Such links in the store. */
export interface WorkstationLinks {
  byTokenHash(tokenHash: string): Promise<WorkstationLink | null>;
  insert(tx: Tx, link: WorkstationLink): Promise<void>;
  /** Uses a live link up; false when it was used or is over. */
  use(tx: Tx, id: string, at: EpochMs): Promise<boolean>;
}

/** Who is in which organization. */
export interface MembershipReads {
  membersOf(at: At, id: OrganizationId): Promise<readonly Member[]>;
  /** All memberships of one account, accepted or not, oldest first. */
  membershipsOf(at: At, accountId: AccountId): Promise<readonly Membership[]>;
  /**
   * All memberships of everybody who is in this organization and in another one as well: one list for each account. Most people are in
   * one only, and nobody is asked for them.
   */
  membershipsAround(at: At, id: OrganizationId): Promise<readonly (readonly Membership[])[]>;
}

/** Changes of memberships. False: there was nothing to change. */
export interface MembershipWrites {
  insert(tx: Tx, membership: NewMembership): Promise<void>;
  accept(tx: Tx, accountId: AccountId, id: OrganizationId, acceptedAt: EpochMs): Promise<boolean>;
  setKind(tx: Tx, accountId: AccountId, id: OrganizationId, kind: MemberKind): Promise<boolean>;
  remove(tx: Tx, accountId: AccountId, id: OrganizationId): Promise<boolean>;
}
