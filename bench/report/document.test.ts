import { expect, test } from 'vitest';
import { reasonsOf, tableOf } from './document.ts';

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
