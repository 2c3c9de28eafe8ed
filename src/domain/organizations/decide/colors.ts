/** A color of sRGB as `#rrggbb`, in lower case. */
export type HexColor = `#${string}`;

/** A color in OKLCH (Ottosson 2020): lightness 0 to 1, chroma from 0, hue in radians. */
export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

type Triple = readonly [number, number, number];

/** How far two colors stand apart, 1 to 21 (WCAG 2.2: relative luminances plus a glare of 0.05). */
export function contrast(one: HexColor, other: HexColor): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** A color by lightness, chroma and hue. */
export function oklchOf(color: HexColor): Oklch {
  const [red, green, blue] = linearOf(color);
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  return { lightness, chroma: Math.hypot(a, b), hue: Math.atan2(b, a) };
}

/** The color as screens show it. One that they cannot show loses chroma, never lightness or hue. */
export function hexOf({ lightness, chroma, hue }: Oklch): HexColor {
  let [shown, beyond] = [0, chroma];
  if (isShown(linearRgb(lightness, chroma, hue))) shown = chroma;
  for (let step = 0; step < 16 && shown < chroma; step += 1) {
    const middle = (shown + beyond) / 2;
    if (isShown(linearRgb(lightness, middle, hue))) shown = middle;
    else beyond = middle;
  }
  return `#${linearRgb(lightness, shown, hue).map(channelText).join('')}`;
}

function luminance(color: HexColor): number {
  const [red, green, blue] = linearOf(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linearOf(color: HexColor): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function linearRgb(lightness: number, chroma: number, hue: number): Triple {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Room for rounding: the corners of the cube are colors too. */
const ROUNDING = 1e-4;

function isShown(rgb: Triple): boolean {
  return rgb.every((value) => value >= -ROUNDING && value <= 1 + ROUNDING);
}

function channelText(linear: number): string {
  const value = Math.min(1, Math.max(0, linear));
  const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0');
}
