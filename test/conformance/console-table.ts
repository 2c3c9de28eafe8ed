import type { Act } from '../../src/domain/roles/decide/permissions.ts';

/** What the `:id` of a console's route names, or what the page is about where it has none. */
export type About = 'person' | 'member' | 'organization' | 'everything';

/** Who gets a route: whoever may do this to what the address names. */
export interface Cell {
  readonly act: Act;
  /** `anywhere`: shown to whoever may do it somewhere; what it then lists is asked for by the page itself. */
  readonly on: About | 'anywhere';
  /** Also for whoever may do this to a place of the person. */
  readonly orInPlace?: Act;
  /** Names something that is not there: nobody gets it. Those who may have it are let in by journeys. */
  readonly absent?: true;
}

/** Every route of the console and what it takes. A route that is not here fails the test; see `console-matrix.test.ts`. */
export const CONSOLE_ROUTES: Readonly<Record<string, Cell>> = {
  '/console': { act: 'organization.see', on: 'anywhere' },
  '/console/people': { act: 'person.see', on: 'anywhere' },
  '/console/people/:id': { act: 'person.see', on: 'person' },
  '/console/people/:id/disable': { act: 'person.disable', on: 'person' },
  '/console/people/:id/enable': { act: 'person.disable', on: 'person' },
  '/console/people/:id/end-sessions': { act: 'person.end-sessions', on: 'person' },
  '/console/people/:id/sessions/:session/end': { act: 'person.end-sessions', on: 'person', absent: true },
  '/console/people/:id/address': { act: 'person.set-address', on: 'person' },
  '/console/people/:id/offboard': { act: 'person.disable', on: 'person', orInPlace: 'member.remove' },
  '/console/people/:id/delete': { act: 'person.delete', on: 'person' },
  '/console/receipts/:id': { act: 'audit.see', on: 'everything', absent: true },
  '/console/people/:id/kind/:organization': { act: 'member.set-kind', on: 'member' },
  '/console/people/:id/role/:organization': { act: 'role.grant', on: 'member' },
  '/console/people/:id/code/:organization': { act: 'member.invite', on: 'member' },
  '/console/people/:id/reset': { act: 'reset.open', on: 'person' },
  '/console/organizations': { act: 'organization.see', on: 'anywhere' },
  '/console/organizations/:id': { act: 'organization.see', on: 'organization' },
  '/console/organizations/:id/invite': { act: 'member.invite', on: 'organization' },
  '/console/organizations/:id/invitations': { act: 'member.invite', on: 'organization' },
  '/console/organizations/:id/invitations/:invitation/withdraw': {
    act: 'member.invite',
    on: 'organization',
    absent: true,
  },
  '/console/organizations/:id/evidence': { act: 'evidence.export', on: 'organization' },
  '/console/organizations/:id/workstation': { act: 'workstation.link', on: 'organization' },
  '/console/organizations/:id/branding': { act: 'organization.change', on: 'organization' },
  '/console/organizations/:id/request': { act: 'mandate.request', on: 'organization' },
  '/console/organizations/:id/grant': { act: 'mandate.decide', on: 'organization' },
  '/console/organizations/:id/dry-run': { act: 'mandate.dry-run', on: 'organization' },
  '/console/organizations/:id/coverage': { act: 'coverage.see', on: 'organization' },
  '/console/organizations/:id/coverage/csv': { act: 'coverage.see', on: 'organization', absent: true },
  '/console/coverage': { act: 'coverage.see', on: 'everything' },
  '/console/coverage/csv': { act: 'coverage.see', on: 'everything', absent: true },
  '/console/organizations/create': { act: 'organization.create', on: 'everything' },
  '/console/organizations/:id/settings': { act: 'organization.change', on: 'organization' },
  '/console/organizations/:id/disable': { act: 'organization.disable', on: 'organization' },
  '/console/organizations/:id/enable': { act: 'organization.disable', on: 'organization' },
  '/console/organizations/:id/allow-resets': { act: 'organization.let-reset', on: 'organization' },
  '/console/organizations/:id/require-passkeys': { act: 'organization.set-console', on: 'organization' },
  '/console/organizations/:id/allow-apps': { act: 'organization.set-console', on: 'organization' },
  '/console/organizations/:id/stop-resets': { act: 'organization.let-reset', on: 'organization' },
  '/console/organizations/:id/decline': { act: 'mandate.decide', on: 'organization' },
  '/console/organizations/:id/change': { act: 'mandate.change', on: 'organization' },
  '/console/organizations/:id/revoke': { act: 'mandate.decide', on: 'organization' },
  '/console/resets': { act: 'reset.see', on: 'anywhere' },
  '/console/resets/:id': { act: 'reset.see', on: 'person' },
  '/console/resets/:id/approve': { act: 'reset.approve', on: 'person' },
  '/console/resets/:id/carry-out': { act: 'reset.carry-out', on: 'person' },
  '/console/resets/:id/pass': { act: 'reset.carry-out', on: 'person' },
  '/console/resets/:id/cancel': { act: 'reset.cancel', on: 'person' },
  '/console/resets/alerts': { act: 'alert.see', on: 'everything' },
  '/console/resets/alerts/:id': { act: 'alert.see', on: 'everything' },
  '/console/resets/alerts/:id/review': { act: 'alert.review', on: 'everything' },
  '/console/break-glass': { act: 'break-glass.manage', on: 'everything' },
  '/console/break-glass/new': { act: 'break-glass.manage', on: 'everything' },
  '/console/break-glass/:id/renew': { act: 'break-glass.manage', on: 'everything', absent: true },
  '/console/break-glass/:id/revoke': { act: 'break-glass.manage', on: 'everything', absent: true },
  '/console/break-glass/uses/:id/review': { act: 'break-glass.manage', on: 'everything', absent: true },
  '/console/audit': { act: 'audit.see', on: 'anywhere' },
  '/console/audit/events/:id': { act: 'audit.see', on: 'everything', absent: true },
  '/console/audit/export': { act: 'audit.export', on: 'anywhere' },
  '/console/audit/check': { act: 'audit.verify', on: 'everything' },
  '/console/import': { act: 'import.run', on: 'everything' },
  '/console/import/:id': { act: 'import.run', on: 'everything', absent: true },
};
