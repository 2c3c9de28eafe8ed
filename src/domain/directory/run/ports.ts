import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import type { Narrowed } from '../decide/narrowed.ts';

/** Whose rows are shown: everybody's, or only those of some organizations. Who has not accepted a place there is not of theirs. */
export type Among = 'all' | readonly OrganizationId[];

/** Which people to list. */
export interface PeopleQuery {
  readonly among: Among;
  /** Only such members of the organizations; null: whatever they are. Of everybody nothing is asked. */
  readonly narrowed: Narrowed | null;
  /** The beginning of a word of the name or of the address, folded; null: everybody, by address. */
  readonly word: string | null;
  /** The last row of the page before; null: from the start. */
  readonly after: PeopleMark | null;
  readonly limit: number;
}

/** Where a page of people ended. */
export interface PeopleMark {
  /** The word found, or without a word the canonical address. */
  readonly key: string;
  readonly accountId: AccountId;
}

/** Somebody in a list. */
export interface ListedPerson {
  readonly mark: PeopleMark;
  readonly accountId: AccountId;
  readonly name: string;
  readonly address: string;
  readonly disabledAt: EpochMs | null;
  readonly lastSignInAt: EpochMs | null;
  /** Live authenticators, each kind once. */
  readonly methods: readonly MethodKind[];
  readonly memberships: readonly {
    readonly organizationId: OrganizationId;
    readonly organization: string;
    readonly kind: MemberKind;
  }[];
}

/** An organization in a list. */
export interface ListedOrganization {
  readonly organization: Organization;
  /** People who have accepted. */
  readonly members: number;
  /** When its admin asked for MFA, and nobody has decided yet. */
  readonly requestedAt: EpochMs | null;
}

/** Where a page of organizations ended. */
export interface OrganizationMark {
  readonly name: string;
  readonly id: OrganizationId;
}

/** Whom an id stands for. */
export interface PersonName {
  readonly name: string;
  readonly address: string;
}

/** Lists of what is administered. */
export interface Directory {
  /** Each person once, by the word that was found, or by address. */
  people(query: PeopleQuery): Promise<readonly ListedPerson[]>;
  /** By name; `search`: part of the name, in any case. Without `page` all of them. */
  organizations(
    among: Among,
    search: string | null,
    page?: { readonly after: OrganizationMark | null; readonly limit: number },
  ): Promise<readonly ListedOrganization[]>;
  /** Those whose admins asked for MFA and wait for an answer, by name. */
  requests(among: Among): Promise<readonly ListedOrganization[]>;
  /** Whom ids stand for; those who were deleted, and who are of no such organization, are absent. */
  names(ids: readonly AccountId[], among: Among): Promise<ReadonlyMap<AccountId, PersonName>>;
}
