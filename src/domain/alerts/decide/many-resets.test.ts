import { expect, it } from 'vitest';
import { manyResets } from './many-resets.ts';

const untold = (...ids: readonly string[]) => ids.map((caseId) => ({ caseId, alert: null }));
const told = (reviewed: boolean, ...ids: readonly string[]) =>
  ids.map((caseId) => ({ caseId, alert: { id: 'first', reviewed } }));

it('leaves an agent alone who carried out fewer than that', () => {
  expect(manyResets([], 3)).toEqual({ outcome: 'few' });
  expect(manyResets(untold('a', 'b'), 3)).toEqual({ outcome: 'few' });
});

it('raises one alert of all that were carried out', () => {
  expect(manyResets(untold('a', 'b', 'c'), 3)).toEqual({ outcome: 'raise', caseIds: ['a', 'b', 'c'] });
  expect(manyResets(untold('a'), 1)).toEqual({ outcome: 'raise', caseIds: ['a'] });
});

it('adds to an alert that nobody reviewed', () => {
  const counted = [...untold('d'), ...told(false, 'c', 'b', 'a')];
  expect(manyResets(counted, 3)).toEqual({ outcome: 'add', alertId: 'first', caseIds: ['d'] });
  expect(manyResets(told(false, 'c', 'b', 'a'), 3)).toEqual({ outcome: 'few' });
});

it('counts anew after a review', () => {
  const reviewed = told(true, 'c', 'b', 'a');
  expect(manyResets([...untold('e', 'd'), ...reviewed], 3)).toEqual({ outcome: 'few' });
  expect(manyResets([...untold('f', 'e', 'd'), ...reviewed], 3)).toEqual({
    outcome: 'raise',
    caseIds: ['f', 'e', 'd'],
  });
});
