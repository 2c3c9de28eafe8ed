import { contrast, type HexColor, hexOf, type Oklch, oklchOf } from './colors.ts';

/** Raised with every change of what is made of a color: browsers keep a palette for a year. */
export const PALETTE_EDITION = 1;

/** The colors of a page that come from its organization, for light or for dark pages. */
export interface Scheme {
  /** Buttons, ticks and the sign on the wall. */
  readonly brand: HexColor;
  /** The same under the pointer. */
  readonly brandStrong: HexColor;
  /** Words on a button. */
  readonly onBrand: HexColor;
  readonly link: HexColor;
  /** Quiet grounds. */
  readonly tint: HexColor;
  readonly tintStrong: HexColor;
}

/** Both schemes, and whether the color is used in each as it was given. */
export interface Palette {
  readonly light: Scheme;
  readonly dark: Scheme;
  readonly asGiven: { readonly light: boolean; readonly dark: boolean };
}

/** Contrast of text, and of what is pressed (look.md, "Colour"; WCAG 2.2 §1.4.6 and §1.4.11). */
const TEXT = 7;
const CONTROL = 4.5;
const STEP = 0.004;
/** More would glare on a dark page. */
const DARK_CHROMA_MAX = 0.16;

/** Grounds and texts of the style sheet that a palette must get along with. */
const LIGHT = { surface: '#ffffff', ground: '#eef6f8', muted: '#3f5057' } as const;
const DARK = { surface: '#141e22', ground: '#0c1417', muted: '#b8c5c9' } as const;

/**
 * What an organization's color becomes: the color itself where it can be read, else the nearest lightness at which it can.
 * Pure arithmetic: the same color gives the same palette everywhere.
 */
export function paletteOf(color: HexColor): Palette {
  const given = oklchOf(color);
  const light = lightScheme(given, color);
  const dark = darkScheme(given, color);
  return { light, dark, asGiven: { light: light.brand === color, dark: dark.brand === color } };
}

function lightScheme(given: Oklch, color: HexColor): Scheme {
  const onBrand = '#ffffff';
  const tint = corrected({ ...given, lightness: 0.952, chroma: muted(given, 0.022) }, 'lighter', (made) =>
    reads(LIGHT.muted, made, TEXT),
  );
  const tintStrong = corrected({ ...given, lightness: 0.925, chroma: muted(given, 0.03) }, 'lighter', (made) =>
    reads(LIGHT.muted, made, CONTROL),
  );
  const brand = corrected(
    given,
    'darker',
    (made) => reads(onBrand, made, TEXT) && reads(made, tintStrong, CONTROL) && reads(made, LIGHT.surface, CONTROL),
    color,
  );
  const below = oklchOf(brand);
  const readsAsText = (made: HexColor) => [LIGHT.surface, LIGHT.ground, tint].every((on) => reads(made, on, TEXT));
  const link = corrected(below, 'darker', readsAsText, brand);
  const brandStrong = corrected({ ...below, lightness: below.lightness - 0.07 }, 'darker', readsAsText);
  return { brand, brandStrong, onBrand, link, tint, tintStrong };
}

function darkScheme(given: Oklch, color: HexColor): Scheme {
  const soft = { ...given, chroma: Math.min(given.chroma, DARK_CHROMA_MAX) };
  const onBrand = hexOf({ ...given, lightness: 0.2, chroma: muted(given, 0.035) });
  const tint = corrected({ ...given, lightness: 0.285, chroma: muted(given, 0.03) }, 'darker', (made) =>
    reads(DARK.muted, made, TEXT),
  );
  const tintStrong = hexOf({ ...given, lightness: 0.325, chroma: muted(given, 0.036) });
  const brand = corrected(
    soft,
    'lighter',
    (made) => reads(made, onBrand, TEXT) && reads(made, tintStrong, CONTROL) && reads(made, DARK.surface, CONTROL),
    soft.chroma === given.chroma ? color : undefined,
  );
  const above = oklchOf(brand);
  const readsAsText = (made: HexColor) => [DARK.surface, DARK.ground, tint].every((on) => reads(made, on, TEXT));
  const link = corrected(above, 'lighter', readsAsText, brand);
  const brandStrong = corrected({ ...above, lightness: above.lightness + 0.05 }, 'lighter', readsAsText);
  return { brand, brandStrong, onBrand, link, tint, tintStrong };
}

function reads(one: HexColor, other: HexColor, least: number): boolean {
  return contrast(one, other) >= least;
}

/** Little of the color, for grounds: gray stays gray. */
function muted({ chroma }: Oklch, most: number): number {
  return Math.min(chroma, most);
}

/** Moves a color's lightness until it fits; white and black are the ends. `exact` is what `start` was read from. */
function corrected(
  start: Oklch,
  way: 'darker' | 'lighter',
  fits: (made: HexColor) => boolean,
  exact: HexColor = hexOf(within(start)),
): HexColor {
  const end = way === 'darker' ? 0 : 1;
  let made = exact;
  let { lightness } = within(start);
  while (!fits(made) && lightness !== end) {
    lightness = within({ ...start, lightness: lightness + (way === 'darker' ? -STEP : STEP) }).lightness;
    made = hexOf({ ...start, lightness });
  }
  return made;
}

function within(color: Oklch): Oklch {
  return { ...color, lightness: Math.min(1, Math.max(0, color.lightness)) };
}
