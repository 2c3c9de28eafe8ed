import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SHEET = readFileSync(join(import.meta.dirname, 'colours.css'), 'utf8');
const [light = '', dark = ''] = SHEET.split('@media screen and (prefers-color-scheme: dark)');

/** Pairs of text and ground, with the least contrast they may have. */
const TEXT: readonly (readonly [text: string, ground: string])[] = [
  ...['surface', 'ground', 'tint', 'tint-strong', 'danger-tint', 'caution-tint', 'good-tint'].map(
    (ground) => ['text', ground] as const,
  ),
  ['muted', 'surface'],
  ['muted', 'ground'],
  ['muted', 'tint'],
  ['link', 'surface'],
  ['link', 'ground'],
  ['link', 'tint'],
  ['on-brand', 'brand'],
  ['on-brand', 'brand-strong'],
  ['brand-strong', 'tint'],
  ['danger', 'surface'],
  ['danger', 'danger-tint'],
  ['caution', 'caution-tint'],
  ['good', 'good-tint'],
];

const CONTROLS: readonly (readonly [edge: string, ground: string])[] = [
  ['control', 'surface'],
  ['brand', 'surface'],
  ['brand', 'tint-strong'],
  ['danger', 'surface'],
];

describe.each([
  ['light', light],
  ['dark', dark],
])('colours in %s', (_name, sheet) => {
  const colours = coloursOf(sheet);
  it.each(TEXT)('%s can be read on %s: 7:1', (text, ground) => {
    expect(contrast(colours, text, ground)).toBeGreaterThanOrEqual(7);
  });

  it.each(CONTROLS)('%s stands out from %s: 4.5:1', (edge, ground) => {
    expect(contrast(colours, edge, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['surface', 'ground', 'tint', 'danger-tint'])('the focus ring stands out from %s: 3:1', (ground) => {
    expect(contrast(colours, 'focus', ground)).toBeGreaterThanOrEqual(3);
  });
});

function coloursOf(sheet: string): ReadonlyMap<string, number> {
  const found = sheet.matchAll(/--([a-z-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g);
  return new Map(
    [...found].map(([, name = '', l, c, h]) => [name, luminance(Number(l), Number(c), (Number(h) * Math.PI) / 180)]),
  );
}

/** WCAG 2.2: relative luminances plus a glare of 0.05. */
function contrast(colours: ReadonlyMap<string, number>, one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((name) => colours.get(name) ?? Number.NaN)
    .sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/** Oklab to linear sRGB (Ottosson 2020), clipped to the gamut as browsers do. */
function luminance(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
