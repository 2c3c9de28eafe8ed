import { expect, test } from 'vitest';
import { alternate, ratioOf, spreadOf } from './blocks.ts';

test('a ratio is of the same moment: what slows a block down slows both of it', () => {
  expect(ratioOf([100, 10, 50], [200, 20, 100])).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
});

test('a spread is the median and the middle half around it', () => {
  expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ median: 3, low: 2, high: 4 });
  expect(() => spreadOf([])).toThrow('nothing was measured');
});

test('every slice has its turn once in each block, and its results stay in the order of blocks', async () => {
  const turns: string[] = [];
  const slice = (name: string) => ({ name, run: async () => turns.push(name) });
  const found = await alternate(['a', 'b', 'c'].map(slice), 4, () => {});
  for (let block = 0; block < 4; block++) expect(turns.slice(block * 3, block * 3 + 3).sort()).toEqual(['a', 'b', 'c']);
  expect(found.get('a')).toHaveLength(4);
});

test('a block in which a slice fails does not count, for none of them; when most fail the reason is passed on', async () => {
  const said: string[] = [];
  let turn = 0;
  const steady = { name: 'steady', run: async () => 1 };
  const frail = {
    name: 'frail',
    async run() {
      turn += 1;
      if (turn === 2) throw new Error('the server closed the connection');
      return turn;
    },
  };
  const found = await alternate([steady, frail], 4, (text) => said.push(text));
  expect([found.get('steady'), found.get('frail')]).toEqual([
    [1, 1, 1],
    [1, 3, 4],
  ]);
  expect(said).toContain('block 2 does not count: frail: the server closed the connection');

  const broken = { name: 'broken', run: () => Promise.reject(new Error('nobody listens')) };
  await expect(alternate([broken], 4, () => {})).rejects.toThrow('broken: nobody listens');
});
