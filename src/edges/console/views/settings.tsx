import {
  type Organization,
  type OrganizationKind,
  PASSWORD_PRESETS,
  WORKSTATION_IDLE_MS,
} from '../../../domain/organizations/decide/mandate.ts';
import type { OrganizationSettings } from '../../../domain/organizations/run/manage.ts';
import type { Act } from '../../../domain/roles/decide/permissions.ts';
import { HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { Choices, Select, TypedField } from '../../../platform/ui/choices.tsx';
import { TextField } from '../../../platform/ui/fields.tsx';
import type { Again } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';

/** What somebody may make here. The operator's own organization comes with the first owner. */
export const NEW_KINDS = ['clinic', 'solo'] as const satisfies readonly OrganizationKind[];

/** Names a switch of an organization. */
export type OrganizationSwitch = keyof typeof SWITCHES;

/** Switches, each on a page of its own. */
export const SWITCHES = {
  disable: {
    act: 'organization.disable',
    settings: { disabled: true },
    purposes: { show: 'Asks before it disables an organization', carryOut: 'Disables an organization' },
  },
  enable: {
    act: 'organization.disable',
    settings: { disabled: false },
    purposes: { show: 'Asks before it enables an organization', carryOut: 'Enables an organization' },
  },
  'allow-resets': {
    act: 'organization.let-reset',
    settings: { adminResets: true },
    purposes: {
      show: 'Asks before it lets an organization’s admins reset its people',
      carryOut: 'Lets an organization’s admins reset its people',
    },
  },
  'stop-resets': {
    act: 'organization.let-reset',
    settings: { adminResets: false },
    purposes: {
      show: 'Asks before an organization’s admins may no longer reset its people',
      carryOut: 'Leaves resets in an organization to support',
    },
  },
  'require-passkeys': {
    act: 'organization.set-console',
    settings: { consoleAcr: 'phr' },
    purposes: {
      show: 'Asks before the console opens to passkeys alone',
      carryOut: 'Opens the console to passkeys alone',
    },
  },
  'allow-apps': {
    act: 'organization.set-console',
    settings: { consoleAcr: 'aal2' },
    purposes: {
      show: 'Asks before the console opens to apps as well',
      carryOut: 'Opens the console to apps as well as to passkeys',
    },
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly act: Act;
      readonly settings: OrganizationSettings;
      readonly purposes: { readonly show: string; readonly carryOut: string };
    }
  >
>;

/** `/console/organizations/create`. */
export function renderNewOrganization(again: Again | null, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const given = (name: string) => textOf(again?.given[name]) ?? '';
  return renderDesk(frame, {
    heading: t('settings.createHeading'),
    subject: 'organizations',
    content: (
      <ActForm
        frame={frame}
        action="/console/organizations/create"
        back="/console/organizations"
        submit={t('settings.create')}
        again={again}
      >
        <TextField
          name="name"
          label={t('organizations.name')}
          maxlength={120}
          value={given('name')}
          {...errorAt(again, 'name')}
        />
        <Choices
          name="kind"
          kind="radio"
          legend={t('organizations.kind')}
          options={NEW_KINDS.map((kind) => ({
            value: kind,
            label: t(`organizations.${kind}`),
            hint: t(`settings.${kind}Hint`),
          }))}
          chosen={[given('kind') === 'solo' ? 'solo' : 'clinic']}
        />
        <TextField
          name="support"
          label={t('act.optional', { label: t('organization.support') })}
          hint={t('settings.supportHint')}
          maxlength={200}
          value={given('support')}
          {...errorAt(again, 'support')}
        />
      </ActForm>
    ),
  });
}

interface About {
  readonly organization: Organization;
  readonly again: Again | null;
}

/** `/console/organizations/<id>/settings`. */
export function renderSettings({ organization, again }: About, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = `/console/organizations/${organization.id}`;
  const now: Readonly<Record<string, string>> = {
    name: organization.name,
    support: organization.support ?? '',
    idle: String(organization.idleMs / MINUTE_MS),
    absolute: String(organization.absoluteMs / HOUR_MS),
    workstation: String((organization.workstationIdleMs ?? WORKSTATION_IDLE_MS) / MINUTE_MS),
    passwords: organization.passwordPreset,
  };
  const field = (name: string) => ({
    name,
    value: textOf(again?.given[name]) ?? now[name] ?? '',
    ...errorAt(again, name),
  });
  return renderDesk(frame, {
    heading: t('settings.heading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm frame={frame} action={`${page}/settings`} back={page} submit={t('settings.save')} again={again}>
        <TextField label={t('organizations.name')} maxlength={120} {...field('name')} />
        <TextField
          label={t('act.optional', { label: t('organization.support') })}
          hint={t('settings.supportHint')}
          maxlength={200}
          {...field('support')}
        />
        <TypedField type="number" min="1" label={t('settings.idle')} {...field('idle')} />
        <TypedField type="number" min="1" max="24" label={t('settings.absolute')} {...field('absolute')} />
        <TypedField type="number" min="1" max="5" label={t('settings.workstation')} {...field('workstation')} />
        <Select
          label={t('organization.passwords')}
          options={PASSWORD_PRESETS.map((preset) => ({ value: preset, label: t(`organization.${preset}`) }))}
          {...field('passwords')}
        />
      </ActForm>
    ),
  });
}

/** `/console/organizations/<id>/disable` and its like. */
export function renderSwitchOf(view: About & { readonly turn: OrganizationSwitch }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, turn, again } = view;
  const page = `/console/organizations/${organization.id}`;
  return renderDesk(frame, {
    heading: t(`settings.${turn}Heading`, { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/${turn}`}
        back={page}
        submit={t(`settings.${turn}`)}
        danger={turn === 'disable'}
        again={again}
      >
        <Consequences lines={[t(`settings.${turn}-1`), t(`settings.${turn}-2`)]} />
      </ActForm>
    ),
  });
}

function textOf(given: unknown): string | null {
  return typeof given === 'string' ? given : null;
}
