import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Branding } from './branding.ts';

/** `solo` is a provider's organization of one: it can neither request nor be granted a mandate (S2). `operator` is who runs Vestibule. */
export type OrganizationKind = 'clinic' | 'solo' | 'operator';

/** What set-up needs beside the password. */
export type SetUpProof = 'none' | 'mailed-code' | 'invitation-code';

/** Methods an organization can switch on and off. */
export type SelectableMethod = Extract<MethodKind, 'totp' | 'passkey' | 'email-code' | 'recovery-code'>;

/**
 * Which rules new passwords meet. `nist`: length, and nothing common, leaked or made of context words (SP 800-63B-4 §3.1.1.2).
 * `legacy`: those, and an upper and a lower case letter, a digit, a symbol, and none of the last six.
 */
export type PasswordPreset = 'nist' | 'legacy';

export const PASSWORD_PRESETS = ['nist', 'legacy'] as const satisfies readonly PasswordPreset[];

/** How well people must be proved for the console: `phr` takes a passkey. */
export type ConsoleAcr = (typeof CONSOLE_ACRS)[number];

export const CONSOLE_ACRS = ['aal2', 'phr'] as const;

/** What an organization demands of the members it covers. */
export interface Mandate {
  readonly grantedAt: EpochMs;
  readonly coveredKinds: readonly MemberKind[];
  readonly allowedMethods: readonly SelectableMethod[];
  /** Grace: set-up may be put off until then; null: no due date. */
  readonly dueAt: EpochMs | null;
  /** Grace: how many times each member may put set-up off; 0: none. Only one of `dueAt` and `skips` is set. */
  readonly skips: number;
  readonly setUpProof: SetUpProof;
  readonly passkeyFirst: boolean;
  /** Whether set-up after a support reset needs the pass that support reads out. */
  readonly passAfterReset: boolean;
}

/** Without requests a session on a shared workstation lasts no longer than this: the next person is near. */
export const WORKSTATION_IDLE_MS = 5 * MINUTE_MS;

/** An organization, with its mandate if one was granted. */
export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly kind: OrganizationKind;
  /** Where its members get help: an address, a number or a link; null: the instance's own. */
  readonly support: string | null;
  /** Session limits in ms. */
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** Without requests, on a shared workstation; absent: {@link WORKSTATION_IDLE_MS}, which is also the most. */
  readonly workstationIdleMs?: number;
  /** How well whoever works in the console must be proved; of the operator's own. Absent: `aal2`, which is the least. */
  readonly consoleAcr?: ConsoleAcr;
  /** Whether its admins may reset its people. Absent: support alone does. */
  readonly adminResets?: boolean;
  /** Rules for new passwords of its members, covered by a mandate or not. */
  readonly passwordPreset: PasswordPreset;
  /** How it shows itself; absent: by its name. */
  readonly branding?: Branding;
  readonly createdAt: EpochMs;
  readonly disabledAt: EpochMs | null;
  readonly mandate: Mandate | null;
}

/** Somebody's place in an organization. Not in force until accepted. */
export interface Membership {
  readonly organization: Organization;
  readonly kind: MemberKind;
  readonly acceptedAt: EpochMs | null;
  /** How many times this member has put set-up off. */
  readonly skipsUsed: number;
}

/** What mandates accept as proof, all of them together. */
export interface Accepted {
  /** The intersection of what they allow. */
  readonly allowedMethods: readonly SelectableMethod[];
  readonly passkeyFirst: boolean;
}

/** What all organizations of an account demand together (sign-in.md section B, "Several organizations"). */
export interface CombinedMandate extends Accepted {
  /** The organizations whose mandates hold, earliest grant first; never empty. */
  readonly organizations: readonly {
    readonly id: OrganizationId;
    readonly name: string;
    readonly support: string | null;
  }[];
  /**
   * Grace that is still open for every one of them, or null when set-up is due now. With no skips left nothing can be
   * put off any more, but the session that the last skip opened holds.
   */
  readonly grace: { readonly until: EpochMs | null; readonly skipsLeft: number | null } | null;
  readonly setUpProof: SetUpProof;
  readonly passAfterReset: boolean;
}

/** The shortest session limits of all organizations an account belongs to, in ms. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}
