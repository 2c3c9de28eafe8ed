import { expect, test } from 'vitest';
import { documentOf, reasonsOf, tableOf } from './document.ts';

const finding = (what: string, reached: boolean | null) => ({ what, target: '', result: '1 ms', beside: '', reached });

test('a target that is not reached is told with its reason, and without one that nobody knows it yet', () => {
  const told = reasonsOf([finding('sign-ins, SQLite', false), finding('refresh', false), finding('start', true)], {
    'sign-ins': 'the hash takes both cores.',
  });
  expect(told.split('\n').slice(2)).toEqual([
    '- sign-ins, SQLite: the hash takes both cores.',
    '- refresh: no reason is known yet; the profile below tells where the time goes.',
  ]);
  expect(reasonsOf([finding('start', true), finding('install', null)], {})).toBe('Every target is reached.');
});

test('the table has a line for each finding, reached, missed or only told', () => {
  const marks = tableOf([finding('a', true), finding('b', false), finding('c', null)])
    .split('\n')
    .slice(2)
    .map((line) => line.split('|')[4]?.trim());
  expect(marks).toEqual(['yes', 'no', '–']);
});

test('the whole document tells of the machine, the table, the pictures, what failed and what the rows have to say', () => {
  const bars = [{ label: 'Vestibule', value: 1, kind: 'ours' as const }];
  const text = documentOf(
    {
      results: [
        {
          findings: [finding('refresh, SQLite', false)],
          charts: [{ name: 'refreshes', title: 'R', unit: '/s', bars }],
        },
        { findings: [], charts: [], failure: { row: 'growth', reason: 'the disk is full' } },
        { findings: [], charts: [], text: '## What was kept while measuring\n\n- all of it' },
      ],
      blocks: 7,
      seconds: 1_200,
      loadBefore: 0.24,
    },
    { refresh: 'each is signed anew.' },
  );
  expect(text).not.toMatch(/\{\{|undefined|NaN/);
  const wanted = [
    'median over 7 blocks',
    'the load average was 0.2; the run took 20 minutes',
    '| refresh, SQLite | – | 1 ms | no | – |',
    '- refresh, SQLite: each is signed anew.',
    '**Not measured: growth.** the disk is full',
    '(performance/refreshes.svg)',
    '- all of it',
  ];
  for (const part of wanted) expect(text).toContain(part);
  expect(text).toMatch(/\*\*Better Auth\*\* \d+\.\d+\.\d+ /);
});
