import { createHash } from 'node:crypto';
import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { PictureReader } from '../../../platform/pictures/reader.ts';
import type { Redrawn } from '../../../platform/pictures/redraw.ts';
import { newId } from '../../../platform/random.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import { type Branding, colorOf, type Logo, type LogoId, PLAIN } from '../decide/branding.ts';
import type { Organization } from '../decide/mandate.ts';
import { type ActDeps, administer } from './act.ts';
import type { BrandingStore, OrganizationStore } from './ports.ts';
import { because, type Refusal } from './refusal.ts';
import { readableLine } from './terms.ts';

/** The largest logo that is served, in pixels: twice what pages show, for sharp screens. */
export const LOGO_BOX = { width: 400, height: 160 } as const;

/** What is to change; null takes it away, and what is left out stays. */
export interface BrandingChange {
  readonly displayName?: string | null;
  /** As people type it: see `colorOf`. */
  readonly color?: string | null;
  /** A PNG or JPEG file. */
  readonly logo?: Buffer | null;
}

/** How organizations show themselves to their members. */
export interface Brandings {
  set(id: OrganizationId, change: BrandingChange): Promise<Result<Organization, Refusal>>;
  /** The logo that a file would become. Stores nothing. */
  draw(file: Buffer): Promise<Result<Redrawn, Refusal>>;
  /** A logo as PNG; null: there is none of this id any more. */
  logo(id: string): Promise<Buffer | null>;
}

/** What it works with. */
export interface BrandingDeps extends ActDeps {
  readonly organizations: Pick<OrganizationStore, 'byId'>;
  readonly brandings: BrandingStore;
  readonly readPicture: PictureReader;
}

/** The branding of organizations. */
export function createBrandings(deps: BrandingDeps): Brandings {
  return {
    set: (id, change) => set(deps, id, change),
    draw: (file) => drawn(deps, file),
    logo: (id) => deps.brandings.logo(id as LogoId),
  };
}

async function set(
  deps: BrandingDeps,
  id: OrganizationId,
  change: BrandingChange,
): Promise<Result<Organization, Refusal>> {
  const checked = checkedChange(change);
  if (!checked.ok) return checked;
  // Drawn before the transaction: it takes long.
  const picture = change.logo ? await drawn(deps, change.logo) : ok(null);
  if (!picture.ok) return picture;
  const png = picture.value?.png ?? null;
  const logo = picture.value === null ? null : logoOf(deps, picture.value);
  return administer(deps, ['organization.change', { kind: 'organization', organizationId: id }], async (tx) => {
    const before = await deps.organizations.byId(tx, id);
    if (before === null) return because('organization-unknown');
    const was = before.branding ?? PLAIN;
    const branding: Branding = { ...was, ...checked.value, ...(change.logo === undefined ? {} : { logo }) };
    if (isSame(was, branding)) return because('unchanged');
    await deps.brandings.put(tx, id, branding, png);
    await note(deps, tx, id, { was, branding, png });
    return ok({ ...before, branding });
  });
}

/** Name and color in the form that is stored, or why not. */
function checkedChange({ displayName, color }: BrandingChange): Result<Partial<Branding>, Refusal> {
  const name = typeof displayName === 'string' ? readableLine(displayName) : displayName;
  if (name === null && displayName !== null) return because('name-malformed');
  const shade = typeof color === 'string' ? colorOf(color) : color;
  if (shade === null && color !== null) return because('color-malformed');
  return ok({
    ...(name === undefined ? {} : { displayName: name }),
    ...(shade === undefined ? {} : { color: shade }),
  });
}

async function drawn(deps: BrandingDeps, file: Buffer): Promise<Result<Redrawn, Refusal>> {
  const read = await deps.readPicture(file, LOGO_BOX);
  return read.ok ? read : because(`logo-${read.error}`);
}

function logoOf({ random }: BrandingDeps, { width, height }: Redrawn): Logo {
  return { id: newId<LogoId>(random), width, height };
}

function isSame(one: Branding, other: Branding): boolean {
  return one.displayName === other.displayName && one.color === other.color && one.logo?.id === other.logo?.id;
}

/** The name is free text and stays out of the row, and so do the logo's bytes: that they changed is told, and to what digest. */
function note(
  deps: BrandingDeps,
  tx: Tx,
  organizationId: OrganizationId,
  { was, branding, png }: { readonly was: Branding; readonly branding: Branding; readonly png: Buffer | null },
): Promise<void> {
  const details = {
    ...(was.displayName === branding.displayName ? {} : { displayName: branding.displayName !== null }),
    ...(was.color === branding.color ? {} : { color: branding.color }),
    ...(was.logo?.id === branding.logo?.id ? {} : { logoSha256: png === null ? null : digestOf(png) }),
  };
  const name = 'organization.branding-changed';
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId: null, organizationId, actor: deps.by.id, details }));
}

function digestOf(png: Buffer): string {
  return createHash('sha256').update(png).digest('hex');
}
