import type { Command } from 'commander';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Accounts } from '../../domain/accounts/run/accounts.ts';
import type { SignedHead } from '../../domain/audit/decide/head.ts';
import type { AuditFilter } from '../../domain/audit/run/ports.ts';
import type { ExportedRow, ReadEvent } from '../../domain/audit/run/read.ts';
import type { Verification } from '../../domain/audit/run/verify.ts';
import type { BreakGlass } from '../../domain/break-glass/run/break-glass.ts';
import type { Clients } from '../../domain/clients/run/clients.ts';
import type { EvidenceDesk } from '../../domain/evidence/run/desk.ts';
import type { Import } from '../../domain/import/run/import.ts';
import type { Brandings } from '../../domain/organizations/run/branding.ts';
import type { Organizations } from '../../domain/organizations/run/organizations.ts';
import type { Workstations } from '../../domain/organizations/run/workstations.ts';
import type { Resets } from '../../domain/recovery/run/reset.ts';
import type { FirstOwner } from '../../domain/roles/run/first-owner.ts';
import type { Roles } from '../../domain/roles/run/grants.ts';
import type { CommandProof, CommandProofRefusal } from '../../domain/sign-in/run/prove-for-command.ts';
import type { Result } from '../../platform/kernel/result.ts';

/** The ways in and out of a command. */
export interface CliIo {
  /** Standard output: what was asked for. One text, line breaks included. */
  out(text: string): void;
  /** Standard error: what went wrong, and what goes on meanwhile. */
  err(text: string): void;
  /** Standard error is a terminal: a line may be drawn over. Absent: it is not. */
  readonly drawsOver?: boolean;
  /** One line of standard input for each prompt. Secrets come this way only, never as arguments or variables. */
  readSecrets(prompts: readonly string[]): Promise<readonly string[]>;
}

/** Settings given as flags, keyed by `Setting.option` of platform/config.ts. */
export type Flags = Readonly<Record<string, string>>;

/** The use cases that commands call, over an open database. */
export interface Administration {
  /** The instance's own address. */
  readonly issuer: string;
  readonly organizations: Organizations;
  readonly brandings: Pick<Brandings, 'set'>;
  readonly roles: Roles;
  readonly firstOwner: Pick<FirstOwner, 'link'>;
  readonly accounts: Accounts;
  readonly breakGlass: BreakGlass;
  /** What somebody who was proved does, under their own name. */
  administrationBy(id: AccountId): { readonly breakGlass: Pick<BreakGlass, 'review'> };
  readonly clients: Clients;
  readonly imports: Import;
  readonly resets: Resets;
  /** Proves a person by password and app code, through the sign-in core (`aal2`). */
  prove(address: string, password: string, code: string): Promise<Result<CommandProof, CommandProofRefusal>>;
  readonly audit: AuditCommands;
  readonly evidence: EvidenceDesk;
  readonly workstations: Pick<Workstations, 'link'>;
  readonly config: { readonly url: { readonly origin: string } };
  /** Copies the database to a new file while it is in use. */
  backup(path: string): Promise<Result<void, BackupRefusal>>;
  close(): Promise<void>;
}

/** The audit trail as commands read it. */
export interface AuditCommands {
  list(filter: AuditFilter, limit: number): Promise<readonly ReadEvent[]>;
  /** Without a filter the whole trail, each row with its digest. */
  export(filter: AuditFilter): AsyncIterable<ExportedRow>;
  /** Seals what waits, then walks the whole trail; `noted` is the head of an earlier walk. */
  verify(noted?: { readonly seq: number; readonly link: string }): Promise<Verification>;
  /** Seals what waits and signs a head, then returns all. */
  heads(): Promise<readonly SignedHead[]>;
  /** Confirms heads (SPKI, PEM). */
  readonly publicKey: string;
}

/** Why a backup was not made. */
export type BackupRefusal = 'target-exists' | 'folder-missing' | 'not-sqlite';

/** What the composition root hands to the command line. Each throws {@link CommandRefused} with a sentence when it cannot begin. */
export interface CliServices {
  /** Opens the database, migrating it first; the command closes it. */
  open(): Promise<Administration>;
  /** Serves until it is told to stop. */
  serve(): Promise<void>;
  /** Brings the schema up to date; returns the steps taken. */
  migrate(): Promise<readonly string[]>;
  /** Serves the demo on loopback until it is told to stop. */
  demo(): Promise<void>;
  /** Looks at everything the service rests on. Changes nothing, and says what is wrong instead of throwing it. */
  doctor(): Promise<readonly Check[]>;
}

/** One thing that `doctor` looked at. `note`: worth knowing, not wrong. */
export interface Check {
  readonly what: string;
  readonly state: 'fine' | 'note' | 'wrong';
  readonly found: string;
}

/** Gives the services for these flags. Throws {@link CommandRefused} when the settings are wrong. */
export type OpenServices = (flags: Flags) => Promise<CliServices>;

/** Adds a group of commands: one file each, listed in `program.ts`. */
export type Register = (program: Command, services: OpenServices, io: CliIo) => void;

/** Exit 1: what was asked is refused, or impossible. `message` is a sentence for people, `reason` a stable word for programs. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(reason: string, sentence: string, details: Readonly<Record<string, unknown>> = {}) {
    super(sentence);
    this.reason = reason;
    this.details = details;
  }
}
