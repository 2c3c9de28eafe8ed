import type { LogoId } from '../../domain/organizations/decide/branding.ts';
import type { HexColor } from '../../domain/organizations/decide/colors.ts';
import { PALETTE_EDITION } from '../../domain/organizations/decide/palette.ts';

/** The style sheet of a color. It follows from the color alone, so its address tells of no organization. */
export function sheetPath(color: HexColor): string {
  return `/brand/${color.slice(1)}-${PALETTE_EDITION}.css`;
}

/** The same for both schemes side by side, in elements of the classes `specimen light` and `specimen dark`. */
export function specimenPath(color: HexColor): string {
  return `/brand/${color.slice(1)}-${PALETTE_EDITION}-specimen.css`;
}

/** A logo. Its id is random: whoever was not shown it cannot ask for it. */
export function logoPath(id: LogoId): string {
  return `/brand/${id}.png`;
}
