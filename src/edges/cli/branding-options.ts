import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Branding, PLAIN } from '../../domain/organizations/decide/branding.ts';
import { paletteOf } from '../../domain/organizations/decide/palette.ts';
import type { BrandingChange } from '../../domain/organizations/run/branding.ts';
import { unreadable } from './key-file.ts';

/** How an organization shows itself; false: taken away. */
export interface BrandingOptions {
  readonly displayName?: string | false;
  readonly brandColor?: string | false;
  /** Path of a file. */
  readonly logo?: string | false;
}

/** Declares the options. */
export function withBranding(command: Command): void {
  command
    .option('--display-name <name>', 'the name that its members see')
    .option('--no-display-name', 'its own name')
    .option('--brand-color <color>', 'as #0d5163; made darker or lighter where it could not be read')
    .option('--no-brand-color', "the instance's own color")
    .option('--logo <file>', 'a PNG or JPEG of at most 512 kB')
    .option('--no-logo', 'no logo');
}

/** What they change; null: nothing. Reads the logo. Throws `CommandRefused` when it cannot. */
export function brandingOf({ displayName, brandColor, logo }: BrandingOptions): BrandingChange | null {
  const change = {
    ...(displayName === undefined ? {} : { displayName: displayName === false ? null : displayName }),
    ...(brandColor === undefined ? {} : { color: brandColor === false ? null : brandColor }),
    ...(logo === undefined ? {} : { logo: logo === false ? null : bytesOf(logo) }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** The branding as programs read it. */
export function brandingJson({ displayName, color, logo }: Branding = PLAIN) {
  return { displayName, brandColor: color, logo: logo === null ? null : { width: logo.width, height: logo.height } };
}

/** The branding as people read it, a line each; nothing where there is none. */
export function brandingFields({ displayName, color, logo }: Branding = PLAIN): readonly [string, string][] {
  return [
    ...(displayName === null ? [] : [['Shown as', displayName] as [string, string]]),
    ...(color === null ? [] : [['Color', `${color}, ${correctionOf(color)}`] as [string, string]]),
    ...(logo === null ? [] : [['Logo', `${logo.width} × ${logo.height} pixels`] as [string, string]]),
  ];
}

/** What had to be done to a color so that it can be read. */
export function correctionOf(color: NonNullable<Branding['color']>): string {
  const { asGiven, light, dark } = paletteOf(color);
  return [
    asGiven.light ? 'kept on light pages' : `darkened to ${light.brand} on light pages`,
    asGiven.dark ? 'kept on dark ones' : `lightened to ${dark.brand} on dark ones`,
  ].join(', ');
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(error, path);
  }
}
