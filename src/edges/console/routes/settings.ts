import { PASSWORD_PRESETS } from '../../../domain/organizations/decide/mandate.ts';
import type { Refusal } from '../../../domain/organizations/run/refusal.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { addForm, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import {
  NEW_KINDS,
  type OrganizationSwitch,
  renderNewOrganization,
  renderSettings,
  renderSwitchOf,
  SWITCHES,
} from '../views/settings.tsx';
import { idOf, organizationFor } from './mandates.ts';

/** Making organizations, and changing what holds in one. */
export function registerSettings(parts: ConsoleParts): void {
  addCreate(parts);
  addSettings(parts);
  for (const turn of Object.keys(SWITCHES) as OrganizationSwitch[]) addSwitch(parts, turn);
}

function addCreate(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/create', {
    purposes: { show: 'Asks about a new organization', carryOut: 'Makes an organization' },
    async show({ actor, desk }, _request, again) {
      const denied = may(actor, 'organization.create', { kind: 'everything' }) !== null;
      return denied ? null : renderNewOrganization(again, desk);
    },
    async carryOut(acting, request) {
      const given = bodyOf(request);
      const kind = NEW_KINDS.find((one) => one === given['kind']) ?? 'clinic';
      const support = supportOf(given);
      const made = await acting.as.organizations.create({ name: lineOf(given, 'name'), kind, support });
      if (!made.ok) return refusedBy(made.error, acting, FIELDS[made.error.reason]);
      return { outcome: 'done', next: `/console/organizations/${made.value.id}`, said: 'organization-made' };
    },
  });
}

function addSettings(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/settings', {
    purposes: { show: 'Asks what holds in an organization', carryOut: 'Changes what holds in an organization' },
    async show(entered, request, again) {
      const organization = await organizationFor(parts, entered, request, 'organization.change');
      return organization === null ? null : renderSettings({ organization, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const given = bodyOf(request);
      const id = idOf(request);
      const preset = PASSWORD_PRESETS.find((one) => one === given['passwords']);
      const set = await acting.as.organizations.set(id, {
        name: lineOf(given, 'name'),
        support: supportOf(given),
        idleMs: Number(lineOf(given, 'idle', 6)) * MINUTE_MS,
        absoluteMs: Number(lineOf(given, 'absolute', 6)) * HOUR_MS,
        workstationIdleMs: Number(lineOf(given, 'workstation', 6)) * MINUTE_MS,
        ...(preset === undefined ? {} : { passwordPreset: preset }),
      });
      if (!set.ok) return refusedBy(set.error, acting, FIELDS[set.error.reason]);
      return { outcome: 'done', next: `/console/organizations/${id}`, said: 'changed' };
    },
  });
}

/** Puts an organization out of force or back, and lets its admins reset its people or not. */
function addSwitch(parts: ConsoleParts, turn: OrganizationSwitch): void {
  const { act, settings, purposes } = SWITCHES[turn];
  addForm(parts, `/console/organizations/:id/${turn}`, {
    purposes,
    async show(entered, request, again) {
      const organization = await organizationFor(parts, entered, request, act);
      return organization === null ? null : renderSwitchOf({ turn, organization, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const id = idOf(request);
      const set = await acting.as.organizations.set(id, settings);
      if (!set.ok) return refusedBy(set.error, acting);
      return { outcome: 'done', next: `/console/organizations/${id}`, said: 'changed' };
    },
  });
}

/** The field that a refusal is about. */
const FIELDS: Readonly<Partial<Record<Refusal['reason'], string>>> = {
  'name-malformed': 'name',
  'name-taken': 'name',
  'support-malformed': 'support',
  'limits-out-of-range': 'idle',
};

function supportOf(given: Readonly<Record<string, unknown>>): string | null {
  const support = lineOf(given, 'support');
  return support === '' ? null : support;
}
