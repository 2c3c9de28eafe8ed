import type { FastifyRequest } from 'fastify';
import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { colorOf } from '../../../domain/organizations/decide/branding.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { signOf } from '../../../domain/organizations/decide/sign.ts';
import type { BrandingChange } from '../../../domain/organizations/run/branding.ts';
import type { PlainReason } from '../../../domain/organizations/run/refusal.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { withUploads } from '../../../platform/http/uploads.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { PICTURE_BYTES_MAX } from '../../../platform/pictures/layout.ts';
import type { Redrawn } from '../../../platform/pictures/redraw.ts';
import { type Acting, addForm, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import type { Again, Problem } from '../views/again.ts';
import { type BrandingView, renderBranding, type Sample } from '../views/branding.tsx';

/** A drawn logo that comes back with the form, in base64: 400 × 160 pixels that cannot be packed at all. */
const DRAWN_MAX = 300_000;

/** How an organization shows itself. */
export function registerBranding(parts: ConsoleParts): void {
  withUploads(parts.server.app, { file: PICTURE_BYTES_MAX, field: DRAWN_MAX }, (app) => {
    addBranding({ ...parts, server: { ...parts.server, app } });
  });
}

function addBranding(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/branding', {
    purposes: {
      show: 'Shows an organization’s name, color and logo, and what becomes of them',
      carryOut: 'Previews or changes an organization’s name, color and logo',
    },
    async show({ actor, desk }, request, again) {
      const organization = await changeable(parts, actor, request);
      if (organization === null) return null;
      const given = again === null ? storedIn(organization) : givenIn(again.given);
      return renderBranding(viewOf(parts, organization, given, again), desk);
    },
    async carryOut(acting, request) {
      const organization = await changeable(parts, acting.actor, request);
      if (organization === null) return null;
      const drawn = await drawnIn(acting, bodyOf(request));
      if (drawn !== null && 'outcome' in drawn) {
        // What is no picture is not shown as one.
        request.body = { ...bodyOf(request), drawn: '' };
        return drawn;
      }
      // A page cannot fill in a file: what was drawn goes along instead, also where something else is refused.
      request.body = { ...bodyOf(request), drawn: drawn?.png.toString('base64') ?? '' };
      const given = givenIn(bodyOf(request));
      if (lineOf(bodyOf(request), 'preview') === 'yes' && colorFits(given)) {
        return { outcome: 'shown', html: renderBranding(viewOf(parts, organization, given, null), acting.desk) };
      }
      const set = await acting.as.brandings.set(organization.id, changeOf(given, drawn));
      if (!set.ok) return refusedBy(set.error, acting, FIELDS[set.error.reason]);
      return { outcome: 'done', next: `/console/organizations/${organization.id}`, said: 'branding-changed' };
    },
  });
}

/** Which field a refusal is about. */
const FIELDS: Readonly<Partial<Record<string, string>>> = {
  'name-malformed': 'displayName',
  'color-malformed': 'color',
} satisfies Partial<Record<PlainReason, string>>;

/** Null: there is none, or it is not theirs to change. */
async function changeable(parts: ConsoleParts, actor: Party, request: FastifyRequest): Promise<Organization | null> {
  const id = (request.params as { readonly id: string }).id as OrganizationId;
  if (may(actor, 'organization.change', { kind: 'organization', organizationId: id }) !== null) return null;
  return parts.reads.organization(id);
}

/** The logo that was chosen now, else the one that was drawn before; null: neither. */
async function drawnIn(acting: Acting, body: Readonly<Record<string, unknown>>): Promise<Redrawn | Problem | null> {
  const { logo } = body;
  const earlier = Buffer.from(lineOf(body, 'drawn', DRAWN_MAX), 'base64');
  const file = Buffer.isBuffer(logo) && logo.length > 0 ? logo : earlier;
  if (file.length === 0) return null;
  const drawn = await acting.as.brandings.draw(file);
  return drawn.ok ? drawn.value : refusedBy(drawn.error, acting, 'logo');
}

type Given = BrandingView['given'];

function givenIn(body: Readonly<Record<string, unknown>>): Given {
  return {
    displayName: lineOf(body, 'displayName', 200),
    color: lineOf(body, 'color', 20),
    noLogo: lineOf(body, 'noLogo') === 'yes',
    drawn: lineOf(body, 'drawn', DRAWN_MAX),
  };
}

function storedIn({ branding }: Organization): Given {
  return { displayName: branding?.displayName ?? '', color: branding?.color ?? '', noLogo: false, drawn: '' };
}

function colorFits({ color }: Given): boolean {
  return color === '' || colorOf(color) !== null;
}

function changeOf({ displayName, color, noLogo }: Given, drawn: Redrawn | null): BrandingChange {
  const logo = noLogo ? { logo: null } : drawn === null ? {} : { logo: drawn.png };
  return { displayName: displayName === '' ? null : displayName, color: color === '' ? null : color, ...logo };
}

function viewOf(parts: ConsoleParts, organization: Organization, given: Given, again: Again | null): BrandingView {
  const { name } = organization;
  const stored = sampleOf(parts, organization);
  const color = colorOf(given.color);
  const sample: Sample = {
    name: given.displayName === '' ? name : given.displayName,
    color,
    sheet: color === null ? null : parts.brandPaths.specimen(color),
    logo: given.noLogo ? null : given.drawn === '' ? stored.logo : drawnPicture(given.drawn),
  };
  return { organization, sample, given, again };
}

/** What an organization shows now. */
export function sampleOf({ brandPaths }: Pick<ConsoleParts, 'brandPaths'>, organization: Organization): Sample {
  const { name, color, logo } = signOf(organization);
  return {
    name,
    color,
    sheet: color === null ? null : brandPaths.specimen(color),
    logo: logo === null ? null : { ...logo, src: brandPaths.logo(logo.id) },
  };
}

/** Its size stands in its header (PNG §11.2.1), since a `data:` address is all there is of it. */
function drawnPicture(base64: string) {
  const png = Buffer.from(base64, 'base64');
  return { src: `data:image/png;base64,${base64}`, width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
