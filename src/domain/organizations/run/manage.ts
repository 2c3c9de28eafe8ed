import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import { newId } from '../../../platform/random.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import { SYSTEM } from '../../roles/run/actor.ts';
import { isSuspended } from '../../sign-in/run/bindings.ts';
import { combineMandates, DEFAULT_LIMITS } from '../decide/combine.ts';
import {
  type ConsoleAcr,
  type Organization,
  type OrganizationKind,
  type PasswordPreset,
  type SessionLimits,
  WORKSTATION_IDLE_MS,
} from '../decide/mandate.ts';
import { type Asks, administer } from './act.ts';
import type { OrganizationsDeps } from './deps.ts';
import { misfitAround } from './fit.ts';
import type { MandateRequest, Member, OrganizationChange } from './ports.ts';
import { because, type PlainReason, type Refusal } from './refusal.ts';
import { limitsInRange, named, opensToPasskeys, readableLine, supportLine } from './terms.ts';

/** A new organization. Limits in ms; left out: the defaults of `DEFAULT_LIMITS`. */
export interface NewOrganization {
  readonly name: string;
  readonly kind: OrganizationKind;
  readonly support?: string | null;
  readonly idleMs?: number;
  readonly absoluteMs?: number;
}

/** What an operator may change later. `support: null` falls back to the instance's own contact. */
export interface OrganizationSettings {
  readonly name?: string;
  readonly support?: string | null;
  readonly idleMs?: number;
  readonly absoluteMs?: number;
  /** Without requests, on a shared workstation; five minutes at most. */
  readonly workstationIdleMs?: number;
  readonly passwordPreset?: PasswordPreset;
  /** Of the operator's organization: what the console takes of everybody. */
  readonly consoleAcr?: ConsoleAcr;
  /** Lets its admins reset its people, or leaves that to support. */
  readonly adminResets?: boolean;
  /** True: out of force. Nobody joins it or asks in its name, and its mandate and limits hold for nobody. */
  readonly disabled?: boolean;
}

/** An organization with all that an operator asks about it. */
export interface OrganizationOverview {
  readonly organization: Organization;
  readonly members: readonly Member[];
  readonly openRequest: MandateRequest | null;
}

/** Making, finding and changing organizations. */
export interface Management {
  create(input: NewOrganization): Promise<Result<Organization, Refusal>>;
  list(): Promise<readonly Organization[]>;
  /** By id or by name. */
  find(idOrName: string): Promise<Organization | null>;
  show(id: OrganizationId): Promise<OrganizationOverview | null>;
  set(id: OrganizationId, settings: OrganizationSettings): Promise<Result<Organization, Refusal>>;
}

/** Organizations for an operator. */
export function createManagement(deps: OrganizationsDeps): Management {
  return {
    create: (input) => create(deps, input),
    list: () => deps.organizations.list(null),
    async find(idOrName) {
      const all = await deps.organizations.list(null);
      return all.find((one) => one.id === idOrName) ?? named(all, idOrName.trim(), null);
    },
    async show(id) {
      const organization = await deps.organizations.byId(null, id);
      if (organization === null) return null;
      const members = await deps.memberships.membersOf(null, id);
      return { organization, members, openRequest: await deps.mandates.openRequest(null, id) };
    },
    set: (id, settings) => set(deps, id, settings),
  };
}

async function create(deps: OrganizationsDeps, input: NewOrganization): Promise<Result<Organization, Refusal>> {
  const checked = checkedSettings(input);
  if (!checked.ok) return checked;
  const { name } = checked.value;
  const limits = {
    idleMs: input.idleMs ?? DEFAULT_LIMITS.idleMs,
    absoluteMs: input.absoluteMs ?? DEFAULT_LIMITS.absoluteMs,
  };
  if (name === undefined) return because('name-malformed');
  if (!limitsInRange(limits)) return because('limits-out-of-range');
  return administer(deps, ['organization.create', { kind: 'everything' }], async (tx) => {
    if (named(await deps.organizations.list(tx), name, null) !== null) return because('name-taken');
    const about = { name, kind: input.kind, support: checked.value.support ?? null };
    const organization = newOrganization(deps, about, limits);
    await deps.organizations.insert(tx, organization);
    await deps.acts.audit(
      tx,
      event(deps, 'organization.created', organization.id, { kind: organization.kind, ...limits }),
    );
    return ok(organization);
  });
}

/** An organization as it begins, with nothing required in it. */
export function newOrganization(
  deps: Pick<OrganizationsDeps, 'random' | 'clock'>,
  about: Pick<Organization, 'name' | 'kind' | 'support'>,
  limits: SessionLimits = DEFAULT_LIMITS,
): Organization {
  return {
    id: newId<OrganizationId>(deps.random),
    ...about,
    ...limits,
    workstationIdleMs: WORKSTATION_IDLE_MS,
    passwordPreset: 'nist',
    createdAt: deps.clock.now(),
    disabledAt: null,
    mandate: null,
  };
}

async function set(
  deps: OrganizationsDeps,
  id: OrganizationId,
  settings: OrganizationSettings,
): Promise<Result<Organization, Refusal>> {
  const checked = checkedSettings(settings);
  if (!checked.ok) return checked;
  return administer(deps, asked(id, settings), async (tx) => {
    const before = await deps.organizations.byId(tx, id);
    if (before === null) return because('organization-unknown');
    const change = moved(before, { ...checked.value, ...disabling(before, settings.disabled, deps.clock.now()) });
    const after = { ...before, ...change };
    if (Object.keys(change).length === 0) return because('unchanged');
    const problem = problemOf(before, after);
    if (problem !== null) return because(problem);
    if (change.consoleAcr === 'phr' && !(await comesIn(deps, tx))) return because('own-passkey-missing');
    if (named(await deps.organizations.list(tx), after.name, id) !== null) return because('name-taken');
    // Back in force, it must fit what its members' other organizations were granted meanwhile.
    const refusal = change.disabledAt === null ? await misfitAround(deps.memberships, tx, after) : null;
    if (refusal !== null) return refusal;
    await deps.organizations.update(tx, id, change);
    await deps.acts.audit(tx, event(deps, 'organization.changed', id, changedDetails(change)));
    return ok(after);
  });
}

/** Why an organization cannot be as it would be; null: it can. */
function problemOf(before: Organization, after: Organization): PlainReason | null {
  if (before.consoleAcr !== after.consoleAcr && after.kind !== 'operator') return 'not-the-operator';
  if (!opensToPasskeys(after)) return 'console-needs-passkey';
  return limitsInRange(after) ? null : 'limits-out-of-range';
}

/** Whether whoever opens the console to passkeys alone has one that is taken of them. The command line needs none to take it back. */
async function comesIn({ by, accounts, memberships, clock }: OrganizationsDeps, tx: Tx): Promise<boolean> {
  if (by.id === SYSTEM.id) return true;
  const id = by.id as AccountId;
  const bound = await accounts.authenticatorsOf(tx, id);
  const mandate = combineMandates(await memberships.membershipsOf(tx, id), clock.now());
  const taken = mandate === null || mandate.allowedMethods.includes('passkey');
  return taken && bound.some((row) => row.kind === 'passkey' && !isSuspended(row));
}

/** Taking an organization out of force takes more than changing it; so do trusting its admins with resets, and what the console takes. */
function asked(organizationId: OrganizationId, settings: OrganizationSettings): readonly Asks[] {
  const target = { kind: 'organization', organizationId } as const;
  const { disabled, adminResets, consoleAcr, ...others } = settings;
  const change: readonly Asks[] = Object.keys(others).length === 0 ? [] : [['organization.change', target]];
  return [
    ...change,
    ...(disabled === undefined ? [] : [['organization.disable', target] as const]),
    ...(adminResets === undefined ? [] : [['organization.let-reset', target] as const]),
    ...(consoleAcr === undefined ? [] : [['organization.set-console', target] as const]),
  ];
}

/** The settings in the form that is stored, or why not. */
function checkedSettings(settings: Omit<OrganizationSettings, 'disabled'>): Result<OrganizationChange, Refusal> {
  const name = settings.name === undefined ? undefined : readableLine(settings.name);
  if (name === null) return because('name-malformed');
  const support = typeof settings.support === 'string' ? supportLine(settings.support) : settings.support;
  if (support === null && settings.support !== null) return because('support-malformed');
  return ok({
    ...(name === undefined ? {} : { name }),
    ...(support === undefined ? {} : { support }),
    ...(settings.idleMs === undefined ? {} : { idleMs: settings.idleMs }),
    ...(settings.absoluteMs === undefined ? {} : { absoluteMs: settings.absoluteMs }),
    ...(settings.workstationIdleMs === undefined ? {} : { workstationIdleMs: settings.workstationIdleMs }),
    ...(settings.passwordPreset === undefined ? {} : { passwordPreset: settings.passwordPreset }),
    ...(settings.consoleAcr === undefined ? {} : { consoleAcr: settings.consoleAcr }),
    ...(settings.adminResets === undefined ? {} : { adminResets: settings.adminResets }),
  });
}

function disabling(before: Organization, disabled: boolean | undefined, now: number): OrganizationChange {
  if (disabled === undefined || disabled === (before.disabledAt !== null)) return {};
  return { disabledAt: disabled ? now : null };
}

/** Only what differs from what is stored. */
function moved(before: Organization, change: OrganizationChange): OrganizationChange {
  const stored: OrganizationChange = {
    ...before,
    consoleAcr: before.consoleAcr ?? 'aal2',
    adminResets: before.adminResets ?? false,
  };
  return Object.fromEntries(
    Object.entries(change).filter(([column, value]) => stored[column as keyof OrganizationChange] !== value),
  );
}

/** Names and contacts are free text and stay out of the row; that they changed is told. */
function changedDetails(change: OrganizationChange): Record<string, boolean | number | string> {
  const { name, support, disabledAt, ...limits } = change;
  return {
    ...limits,
    ...(name === undefined ? {} : { name: true }),
    ...(support === undefined ? {} : { support: true }),
    ...(disabledAt === undefined ? {} : { disabled: disabledAt !== null }),
  };
}

function event(
  deps: OrganizationsDeps,
  name: 'organization.created' | 'organization.changed',
  organizationId: OrganizationId,
  details: Record<string, string | number | boolean>,
) {
  return deps.auditor.event({ name, accountId: null, actor: deps.by.id, organizationId, details });
}
