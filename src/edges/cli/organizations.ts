import { type Command, Option } from 'commander';
import type { MemberKind } from '../../domain/accounts/decide/account.ts';
import {
  CONSOLE_ACRS,
  type ConsoleAcr,
  type Organization,
  type OrganizationKind,
  PASSWORD_PRESETS,
  type PasswordPreset,
  WORKSTATION_IDLE_MS,
} from '../../domain/organizations/decide/mandate.ts';
import type { BrandingChange } from '../../domain/organizations/run/branding.ts';
import type { OrganizationOverview, OrganizationSettings } from '../../domain/organizations/run/manage.ts';
import { kindOption, readDuration } from './arguments.ts';
import {
  type BrandingOptions,
  brandingFields,
  brandingJson,
  brandingOf,
  correctionOf,
  withBranding,
} from './branding-options.ts';
import { administers, subcommand } from './command.ts';
import { type Administration, type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { mandateFields, mandateJson } from './mandate-text.ts';
import { granted } from './refusals.ts';
import { duration, fields, isoTime, moment, say, table } from './text.ts';

const KINDS = ['clinic', 'solo', 'operator'] as const satisfies readonly OrganizationKind[];

interface CreateOptions {
  readonly kind: OrganizationKind;
  readonly support?: string;
  readonly idle?: number;
  readonly absolute?: number;
}

interface SetOptions extends BrandingOptions {
  readonly name?: string;
  /** False: `--no-support`. */
  readonly support?: string | false;
  readonly idle?: number;
  readonly absolute?: number;
  readonly workstationIdle?: number;
  readonly passwordPreset?: PasswordPreset;
  readonly console?: ConsoleAcr;
  /** Undefined: as before. */
  readonly adminResets?: boolean;
  readonly disable?: true;
  readonly enable?: true;
}

/** `vestibule org …` */
export const registerOrganizations: Register = (program, services, io) => {
  const group = program.command('org').description('organizations and who belongs to them');
  registerCreate(group, services, io);
  registerList(group, services, io);
  registerShow(group, services, io);
  registerSet(group, services, io);
  const members = group.command('member').description('who belongs to an organization');
  registerMemberAdd(members, services, io);
  registerMemberRemove(members, services, io);
  registerMemberSetKind(members, services, io);
};

function registerCreate(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'create <name>', 'make an organization')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).default('clinic'))
    .option('--support <contact>', 'where its members get help: an address, a number or a link');
  withLimits(command);
  administers<CreateOptions>(command, services, io, async ({ organizations }, [name = ''], options) => {
    const made = granted(await organizations.create({ name, kind: options.kind, ...limitsAndSupport(options) }));
    return { json: organizationJson(made), text: say(`${made.name} was made.`, `Its id is ${made.id}.`) };
  });
}

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  administers(subcommand(group, 'list', 'show all organizations'), services, io, async ({ organizations }) => {
    const all = await organizations.list();
    const rows = all.map((one) => [one.name, one.kind, one.mandate === null ? 'no' : 'required', stateOf(one), one.id]);
    const text = table(['NAME', 'KIND', 'MFA', 'STATE', 'ID'], rows, 'There are no organizations yet.');
    return { json: all.map(organizationJson), text };
  });
}

function registerShow(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'show <organization>', 'show an organization, by name or id, with its members');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { id } = await organizationNamed(administration, typed);
    const overview = await administration.organizations.show(id);
    if (overview === null) throw new Error('an organization vanished while it was shown');
    return { json: overviewJson(overview), text: overviewText(overview) };
  });
}

function registerSet(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'set <organization>', 'change an organization')
    .option('--name <name>', 'a new name')
    .option('--support <contact>', 'where its members get help')
    .option('--no-support', "the instance's own contact")
    .addOption(
      new Option(
        '--password-preset <preset>',
        'rules for new passwords: nist, or legacy (letters of both cases, digit, symbol, none of the last six)',
      ).choices(PASSWORD_PRESETS),
    )
    .addOption(
      new Option(
        '--console <proof>',
        'of the operator: what the console takes: aal2 (app or passkey), or phr (passkeys alone)',
      ).choices(CONSOLE_ACRS),
    )
    .option('--workstation-idle <time>', 'the same on shared workstations, as 2m; at most 5m', readDuration)
    .option('--admin-resets', 'let its admins reset its people')
    .option('--no-admin-resets', 'leave that to support')
    .addOption(new Option('--disable', 'put it out of force, its mandate too').conflicts('enable'))
    .option('--enable', 'put it back in force');
  withLimits(command);
  withBranding(command);
  administers<SetOptions>(command, services, io, async (administration, [typed = ''], options) => {
    const { id } = await organizationNamed(administration, typed);
    const set = await changed(administration, id, settingsOf(options), brandingOf(options));
    const { color = null } = options.brandColor === undefined ? {} : (set.branding ?? {});
    const told = color === null ? [] : [`Its color is ${correctionOf(color)}.`];
    return { json: organizationJson(set), text: say(`${set.name} was changed.`, ...told) };
  });
}

/** One act, so that it is done or refused as a whole. */
async function changed(
  { organizations, brandings }: Administration,
  id: Organization['id'],
  settings: OrganizationSettings,
  branding: BrandingChange | null,
): Promise<Organization> {
  if (branding === null) return granted(await organizations.set(id, settings));
  if (Object.keys(settings).length === 0) return granted(await brandings.set(id, branding));
  const sentence = 'Change how it shows itself (name shown, color, logo) in a command of its own.';
  throw new CommandRefused('one-thing-at-a-time', sentence);
}

function registerMemberAdd(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'ask the owner of an account to join; in force once the mailed link is used';
  const command = subcommand(group, 'add <organization> <account>', about).addOption(kindOption());
  administers<{ kind: MemberKind }>(command, services, io, async (administration, [typed = '', who = ''], { kind }) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account, address } = await accountNamed(administration, who);
    granted(await administration.organizations.members.add(id, account.id, kind));
    return {
      json: { organizationId: id, accountId: account.id, kind, accepted: false },
      text: say(`${address.address} was mailed a link to join ${name}.`),
    };
  });
}

function registerMemberRemove(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'remove <organization> <account>', 'take an account out of an organization');
  administers(command, services, io, async (administration, [typed = '', who = '']) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account, address } = await accountNamed(administration, who);
    granted(await administration.organizations.members.remove(id, account.id));
    return {
      json: { organizationId: id, accountId: account.id, removed: true },
      text: say(`${address.address} no longer belongs to ${name}.`),
    };
  });
}

function registerMemberSetKind(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'set-kind <organization> <account>', 'change what a member is').addOption(
    kindOption().makeOptionMandatory().default(undefined),
  );
  administers<{ kind: MemberKind }>(command, services, io, async (administration, [typed = '', who = ''], { kind }) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account, address } = await accountNamed(administration, who);
    granted(await administration.organizations.members.setKind(id, account.id, kind));
    return {
      json: { organizationId: id, accountId: account.id, kind },
      text: say(`${address.address} is now ${kind} of ${name}.`),
    };
  });
}

function withLimits(command: Command): void {
  command
    .option('--idle <time>', 'sessions end after this long without a request, as 30m', readDuration)
    .option('--absolute <time>', 'sessions end after this long in all, as 12h; at most 24h', readDuration);
}

function limitsAndSupport(options: Pick<CreateOptions, 'support' | 'idle' | 'absolute'>) {
  return {
    ...(options.support === undefined ? {} : { support: options.support }),
    ...(options.idle === undefined ? {} : { idleMs: options.idle }),
    ...(options.absolute === undefined ? {} : { absoluteMs: options.absolute }),
  };
}

function settingsOf({ support, ...options }: SetOptions): OrganizationSettings {
  return {
    ...limitsAndSupport(options),
    ...(support === undefined ? {} : { support: support === false ? null : support }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.workstationIdle === undefined ? {} : { workstationIdleMs: options.workstationIdle }),
    ...(options.passwordPreset === undefined ? {} : { passwordPreset: options.passwordPreset }),
    ...(options.adminResets === undefined ? {} : { adminResets: options.adminResets }),
    ...(options.console === undefined ? {} : { consoleAcr: options.console }),
    ...(options.disable === true ? { disabled: true } : {}),
    ...(options.enable === true ? { disabled: false } : {}),
  };
}

function stateOf(organization: Organization): string {
  return organization.disabledAt === null ? 'in force' : 'disabled';
}

/** Null: not the operator's to say. */
function consoleOf({ kind, consoleAcr = 'aal2' }: Organization): ConsoleAcr | null {
  return kind === 'operator' ? consoleAcr : null;
}

function organizationJson(organization: Organization) {
  return {
    id: organization.id,
    name: organization.name,
    kind: organization.kind,
    support: organization.support,
    idleMs: organization.idleMs,
    absoluteMs: organization.absoluteMs,
    workstationIdleMs: organization.workstationIdleMs ?? WORKSTATION_IDLE_MS,
    passwordPreset: organization.passwordPreset,
    console: consoleOf(organization),
    branding: brandingJson(organization.branding),
    createdAt: isoTime(organization.createdAt),
    disabledAt: isoTime(organization.disabledAt),
    adminResets: organization.adminResets ?? false,
    mandate: organization.mandate === null ? null : mandateJson(organization.mandate),
  };
}

function overviewJson({ organization, members, openRequest }: OrganizationOverview) {
  return {
    ...organizationJson(organization),
    request:
      openRequest === null
        ? null
        : { id: openRequest.id, requestedBy: openRequest.requestedBy, requestedAt: isoTime(openRequest.requestedAt) },
    members: members.map(({ acceptedAt, ...member }) => ({ ...member, acceptedAt: isoTime(acceptedAt) })),
  };
}

function overviewText({ organization, members, openRequest }: OrganizationOverview): string {
  const { mandate } = organization;
  const asked: [string, string] = ['Requested', moment(openRequest?.requestedAt ?? null)];
  const taken: [string, string] = [
    'The console takes',
    consoleOf(organization) === 'phr' ? 'passkeys alone' : 'app or passkey',
  ];
  const about = fields([
    ['Name', organization.name],
    ['Id', organization.id],
    ...brandingFields(organization.branding),
    ['Kind', organization.kind],
    ['State', stateOf(organization)],
    ['Support', organization.support ?? "the instance's own"],
    ['Sessions', `${duration(organization.absoluteMs)}, ${duration(organization.idleMs)} without a request`],
    ['On shared workstations', `${duration(organization.workstationIdleMs ?? WORKSTATION_IDLE_MS)} without a request`],
    ['New passwords', organization.passwordPreset],
    ...(organization.kind === 'operator' ? [taken] : []),
    ['Multi-factor authentication', mandate === null ? 'not required' : 'required'],
    ...(openRequest === null ? [] : [asked]),
    ...(mandate === null ? [] : mandateFields(mandate)),
  ]);
  const rows = members.map((one) => [one.address, one.name, one.kind, one.acceptedAt === null ? 'asked' : 'in force']);
  return `${about}\n${table(['ADDRESS', 'NAME', 'KIND', 'STATE'], rows, 'It has no members yet.')}`;
}
