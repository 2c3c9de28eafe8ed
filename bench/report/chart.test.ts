import { expect, test } from 'vitest';
import { drawChart } from './chart.ts';

test('a chart says its figures to those who do not see it, knows the dark and lets no label become markup', () => {
  const svg = drawChart({
    name: 'checks',
    title: 'Checks a second',
    unit: '/s',
    bars: [
      { label: 'Vestibule <b>', value: 1_200, kind: 'ours' },
      { label: 'a peer', value: 600, kind: 'peer' },
    ],
  });
  expect(svg).toContain('role="img" aria-labelledby="t d"');
  expect(svg).toContain('<desc id="d">Vestibule &lt;b>: 1,200 /s; a peer: 600 /s</desc>');
  expect(svg).toContain('prefers-color-scheme: dark');
  expect(svg).not.toContain('<b>');
  const lengths = [...svg.matchAll(/<rect class="(?:ours|peer)"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(lengths[0]).toBeCloseTo(2 * (lengths[1] ?? 0), 0);
});
