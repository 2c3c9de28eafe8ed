import { expect, test } from 'vitest';
import { type CpuProfile, sharesOf } from './profile.ts';

const BUNDLE = [
  'const start = 1;',
  '// node_modules/kysely/dist/query.js',
  'function compile() {}',
  '// src/domain/sign-in/run/advance.ts',
  'function advance() {}',
].join('\n');

function node(id: number, functionName: string, url: string, lineNumber = -1): CpuProfile['nodes'][number] {
  return { id, callFrame: { functionName, url, lineNumber } };
}

test('a profile is told by packages and rooms of the house, idle time and the start left out', () => {
  const main = 'file:///app/dist/main.js';
  const profile: CpuProfile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'compile', main, 2),
      node(3, 'advance', main, 4),
      node(4, '(garbage collector)', ''),
      node(5, 'onread', 'node:internal/stream_base_commons'),
      node(6, 'run', ''),
    ],
    samples: [6, 1, 2, 3, 2, 4, 5, 6],
    timeDeltas: [500, 900, 30, 20, 10, 15, 15, 10],
  };
  expect(sharesOf(profile, BUNDLE, 1)).toEqual([
    { part: 'kysely', share: 0.4 },
    { part: 'own: domain/sign-in', share: 0.2 },
    { part: 'garbage collection', share: 0.15 },
    { part: 'Node.js: HTTP, sockets and streams', share: 0.15 },
    { part: 'native functions: SQLite, cryptography, JSON', share: 0.1 },
  ]);
});
