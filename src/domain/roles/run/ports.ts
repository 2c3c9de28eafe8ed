import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { ConsoleAcr } from '../../organizations/decide/mandate.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { SessionId } from '../../sessions/decide/session.ts';
import type { GrantedRole, Party } from '../decide/roles.ts';

/** People as permission sees them. */
export interface Parties {
  /** With accepted places only; null: there is no such account, or it was deleted. */
  byId(at: At, id: AccountId): Promise<Party | null>;
}

/** When sessions were last used in the console: it has an idle time of its own. */
export interface ConsoleUses {
  /** Null: not in this session yet. */
  lastOf(id: SessionId): Promise<EpochMs | null>;
  note(id: SessionId, at: EpochMs): Promise<void>;
}

/** What the owners ask of whoever works in the console. */
export interface ConsoleRules {
  /** What organizations of the operator's that are in force ask for, the strongest of it. */
  acr(): Promise<ConsoleAcr>;
}

/** A role that somebody was given in an organization. */
export interface RoleGrant {
  readonly accountId: AccountId;
  readonly role: GrantedRole;
  /** An account's id, or `system`. */
  readonly grantedBy: string;
  readonly grantedAt: EpochMs;
}

/** Granted roles in the store. One ends with the membership, and with its kind. */
export interface RoleGrants {
  of(at: At, id: OrganizationId): Promise<readonly RoleGrant[]>;
  /** In place of an earlier one. */
  put(tx: Tx, id: OrganizationId, grant: RoleGrant): Promise<void>;
  remove(tx: Tx, id: OrganizationId, accountId: AccountId): Promise<void>;
}

/** The link with which the first owner comes. Its token is stored only as SHA-256. */
export interface SetupLink {
  readonly id: string;
  readonly tokenHash: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
}

/** That link in the store. */
export interface SetupLinks {
  /** Whether there was never an account nor an organization. */
  nobodyYet(at: At): Promise<boolean>;
  byTokenHash(tokenHash: string): Promise<SetupLink | null>;
  /** In place of an earlier one. */
  replace(tx: Tx, link: SetupLink): Promise<void>;
  /** Uses a live link up; false when it was used or replaced, or is over. */
  use(tx: Tx, id: string, at: EpochMs): Promise<boolean>;
}
