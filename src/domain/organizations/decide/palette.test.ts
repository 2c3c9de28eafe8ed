import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, type HexColor, hexOf, oklchOf } from './colors.ts';
import { PALETTE_EDITION, type Palette, paletteOf } from './palette.ts';

const SHEET = readFileSync(join(import.meta.dirname, '../../../platform/ui/styles/colours.css'), 'utf8');
const [lightSheet = '', darkSheet = ''] = SHEET.split('@media screen and (prefers-color-scheme: dark)');
const FIXED = { light: fixedColors(lightSheet), dark: fixedColors(darkSheet) };

/** Every eighth of each channel: 729 colors, the corners among them. */
const GRID = Array.from({ length: 9 }, (_, at) => Math.min(255, at * 32));
const COLORS = GRID.flatMap((red) => GRID.flatMap((green) => GRID.map((blue) => hexColor(red, green, blue))));
const anyColor = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map(([red, green, blue]) => hexColor(red, green, blue));

describe('the palette of an organization’s color', () => {
  it.each(['light', 'dark'] as const)('can be read in %s, whatever the color', (scheme) => {
    const unreadable = COLORS.flatMap((color) =>
      findingsOf(scheme, paletteOf(color)).map((text) => `${color} ${text}`),
    );
    expect(unreadable.slice(0, 20)).toEqual([]);
    fc.assert(
      fc.property(anyColor, (color) => {
        expect(findingsOf(scheme, paletteOf(color))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a color that can be read as it is, and says so', () => {
    for (const color of COLORS) {
      const { light, dark, asGiven } = paletteOf(color);
      expect(asGiven).toEqual({ light: light.brand === color, dark: dark.brand === color });
    }
    expect(paletteOf('#0d5163').asGiven).toEqual({ light: true, dark: false });
    expect(paletteOf('#ffe066').asGiven).toEqual({ light: false, dark: true });
    expect(paletteOf('#7a7a7a').asGiven).toEqual({ light: false, dark: false });
  });

  it('moves a color no further than it must, and keeps its hue', () => {
    const { light, dark } = paletteOf('#ff8800');
    expect(contrast(light.brand, '#ffffff')).toBeLessThan(7.3);
    for (const made of [light.brand, dark.brand]) {
      expect(Math.abs(oklchOf(made).hue - oklchOf('#ff8800').hue)).toBeLessThan(0.05);
    }
  });

  it('stays what it was under its edition, since browsers keep it for a year', () => {
    expect([PALETTE_EDITION, paletteOf('#0d5163'), paletteOf('#ffe066')]).toMatchInlineSnapshot(`
      [
        1,
        {
          "asGiven": {
            "dark": false,
            "light": true,
          },
          "dark": {
            "brand": "#6daabe",
            "brandStrong": "#83c0d5",
            "link": "#82c0d4",
            "onBrand": "#011921",
            "tint": "#182e35",
            "tintStrong": "#1e3841",
          },
          "light": {
            "brand": "#0d5163",
            "brandStrong": "#003d4d",
            "link": "#0d5163",
            "onBrand": "#ffffff",
            "tint": "#e0f3fa",
            "tintStrong": "#d1ebf4",
          },
        },
        {
          "asGiven": {
            "dark": true,
            "light": false,
          },
          "dark": {
            "brand": "#ffe066",
            "brandStrong": "#fff2c1",
            "link": "#ffe066",
            "onBrand": "#1b1603",
            "tint": "#2f2a19",
            "tintStrong": "#3a341e",
          },
          "light": {
            "brand": "#695700",
            "brandStrong": "#534400",
            "link": "#5f4e00",
            "onBrand": "#ffffff",
            "tint": "#f3efdf",
            "tintStrong": "#ece6d0",
          },
        },
      ]
    `);
  });
});

describe('a color', () => {
  it('comes back from lightness, chroma and hue as it was', () => {
    for (const color of COLORS) expect(hexOf(oklchOf(color))).toBe(color);
  });

  it('stands apart from another by the ratio of WCAG 2.2', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ffffff', '#ffffff')).toBe(1);
  });
});

/** Pairs with less contrast than `contrast.test.ts` beside the style sheet asks of the product's own. */
function findingsOf(scheme: 'light' | 'dark', palette: Palette): readonly string[] {
  const made = palette[scheme];
  const { surface, ground, text, muted, focus } = FIXED[scheme];
  const demands: readonly (readonly [name: string, one: HexColor, other: HexColor, least: number])[] = [
    ['text on tint', text, made.tint, 7],
    ['text on strong tint', text, made.tintStrong, 7],
    ['muted on tint', muted, made.tint, 7],
    ...(['link', 'brandStrong'] as const).flatMap((name) =>
      [surface, ground, made.tint].map((on) => [`${name} on ${on}`, made[name], on, 7] as const),
    ),
    ['words on a button', made.onBrand, made.brand, 7],
    ['words on a pressed button', made.onBrand, made.brandStrong, 7],
    ['button on surface', made.brand, surface, 4.5],
    ['button on strong tint', made.brand, made.tintStrong, 4.5],
    ...[surface, ground, made.tint].map((on) => [`focus on ${on}`, focus, on, 3] as const),
  ];
  return demands
    .filter(([, one, other, least]) => contrast(one, other) < least)
    .map(([name, one, other]) => `${name}: ${contrast(one, other).toFixed(2)}`);
}

/** What of the style sheet an organization's color does not change. */
function fixedColors(sheet: string): Record<'surface' | 'ground' | 'text' | 'muted' | 'focus', HexColor> {
  const color = (name: string): HexColor => {
    const [, l, c, h] = new RegExp(`--${name}: oklch\\(([\\d.]+) ([\\d.]+) ([\\d.]+)\\)`).exec(sheet) ?? [];
    return hexOf({ lightness: Number(l), chroma: Number(c), hue: (Number(h) * Math.PI) / 180 });
  };
  return {
    surface: color('surface'),
    ground: color('ground'),
    text: color('text'),
    muted: color('muted'),
    focus: color('focus'),
  };
}

function hexColor(...channels: readonly number[]): HexColor {
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
