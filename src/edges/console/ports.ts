import type { AccessEnding } from '../../domain/access/run/end.ts';
import type { Offboarding } from '../../domain/access/run/offboard.ts';
import type { Receipt } from '../../domain/access/run/receipt.ts';
import type { AccountId, Locale, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { AccountOverview, Accounts } from '../../domain/accounts/run/accounts.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import type { AuditDesk } from '../../domain/audit/run/desk.ts';
import type { Directory } from '../../domain/directory/run/ports.ts';
import type { Jobs } from '../../domain/jobs/run/jobs.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import type { Party } from '../../domain/roles/decide/roles.ts';
import type { ConsoleDoor } from '../../domain/roles/run/door.ts';
import type { OwnEvent } from '../../domain/self-service/run/activity.ts';
import type { OpenSession, TrustedBrowser } from '../../domain/self-service/run/places.ts';
import type { Foresight } from '../../domain/sign-in/run/foresee.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { HttpServer } from '../../platform/http/server.ts';

/** Somebody as the console shows them. */
export interface PersonRecord {
  readonly overview: AccountOverview;
  readonly party: Party;
  readonly foresight: Foresight;
}

/** Where somebody is and what happened around their account, as its owner is told. */
export interface PersonTraces {
  readonly sessions: readonly OpenSession[];
  readonly browsers: readonly TrustedBrowser[];
  readonly activity: readonly OwnEvent[];
}

/** What is looked up for a page. */
export interface ConsoleReads {
  readonly directory: Directory;
  readonly jobs: Pick<Jobs, 'newest' | 'byId' | 'told'>;
  /** Null: nobody has this address. */
  accountByAddress(typed: string): Promise<AccountId | null>;
  /** Null: there is no such person. */
  person(id: AccountId): Promise<PersonRecord | null>;
  traces(id: AccountId): Promise<PersonTraces>;
  /** Of an event of the trail; null: it tells of no offboarding. */
  receipt(event: AuditEvent): Receipt | null;
  /** Null: there is no such organization. */
  organization(id: OrganizationId): Promise<Organization | null>;
}

/** What somebody at the console does: each use case asks first whether they may. */
export interface ConsoleActs {
  readonly auditDesk: AuditDesk;
  readonly accounts: Accounts;
  readonly access: AccessEnding;
  readonly offboarding: Offboarding;
}

/** What stands around every page of the console. */
export interface ConsoleFrame {
  readonly instanceName: string;
  readonly assets: { readonly css: string; readonly js: string };
}

/** What the console is made of. */
export interface ConsoleParts {
  readonly server: HttpServer<Locale>;
  readonly door: ConsoleDoor;
  readonly reads: ConsoleReads;
  readonly actsBy: (id: AccountId) => ConsoleActs;
  readonly frame: ConsoleFrame;
  /** Who asks, of a request. */
  readonly visitorOf: (request: Parameters<HttpServer<Locale>['web']['source']>[0]) => Visitor;
  /** Of a network address, where that is known. */
  readonly countryOf: (source: string) => string | null;
  readonly now: () => number;
}
