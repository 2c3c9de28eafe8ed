import type { Bar, Chart } from '../rows/row.ts';
import { figure } from './words.ts';

const WIDTH = 760;
const LABEL_WIDTH = 330;
const VALUE_WIDTH = 80;
const ROW = 30;
const TOP = 48;

/** Text and bars in both color schemes; contrast of each bar to its ground is at least 3 to 1, of text 4.5 to 1. */
const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #1c2326; }
  .title { font-weight: 600; font-size: 16px; }
  .ground { fill: #ffffff; }
  .ours { fill: #0d5163; }
  .peer { fill: #a8570f; }
  .floor { fill: #6b7780; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8edef; }
    .ground { fill: #14191b; }
    .ours { fill: #55b7cf; }
    .peer { fill: #e0944a; }
    .floor { fill: #8b979f; }
  }`;

/** A bar chart as SVG: light and dark, with its figures as text for those who do not see it. */
export function drawChart({ title, unit, bars }: Chart): string {
  const height = TOP + bars.length * ROW + 12;
  const most = Math.max(...bars.map(({ value }) => value));
  const told = bars.map(({ label, value }) => `${label}: ${figure(value)} ${unit}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="t d">
<title id="t">${escaped(title)}</title>
<desc id="d">${escaped(told)}</desc>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
<text class="title" x="16" y="29">${escaped(title)}</text>
${bars.map((bar, at) => drawBar(bar, unit, TOP + at * ROW, most)).join('\n')}
</svg>
`;
}

function drawBar({ label, value, kind }: Bar, unit: string, top: number, most: number): string {
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH - 16;
  const length = Math.max(1, (value / most) * room);
  const middle = top + ROW / 2 + 1;
  return [
    `<text x="16" y="${middle}">${escaped(label)}</text>`,
    `<rect class="${kind}" x="${LABEL_WIDTH}" y="${top + 2}" width="${length.toFixed(1)}" height="${ROW - 12}" rx="3"/>`,
    `<text x="${(LABEL_WIDTH + length + 8).toFixed(1)}" y="${middle}">${figure(value)} ${escaped(unit)}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
