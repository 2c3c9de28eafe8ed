import type { Brand } from '../../../platform/kernel/brand.ts';
import type { HexColor } from './colors.ts';

/** Names a drawn logo. Random and never used again: who knows it was shown it. */
export type LogoId = Brand<string, 'LogoId'>;

/** A logo as it is served, size in pixels. */
export interface Logo {
  readonly id: LogoId;
  readonly width: number;
  readonly height: number;
}

/** How an organization shows itself to its members. Null: its own name, the instance's color, no logo. */
export interface Branding {
  readonly displayName: string | null;
  readonly color: HexColor | null;
  readonly logo: Logo | null;
}

/** An organization that shows nothing but its name. */
export const PLAIN: Branding = { displayName: null, color: null, logo: null };

/** What hangs on the wall of a page. */
export interface Sign {
  readonly name: string;
  readonly color: HexColor | null;
  readonly logo: Logo | null;
}

/** A color as people type it, with or without the number sign, in three digits or six; null: it is none. */
export function colorOf(typed: string): HexColor | null {
  const digits = typed.trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  return /^[0-9a-f]{3}$/.test(digits) ? `#${digits.replace(/./g, '$&$&')}` : null;
}
