import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { filesBelow, isTest, report } from './sources.ts';

// The rules of who may import whom. `node architecture.ts [tree]`: the tree holds `src/` and `tsconfig.json`.
const root = process.argv[2] ?? process.cwd();
const { forbidden, options } = createRequire(import.meta.url)(
  join(import.meta.dirname, '../../.dependency-cruiser.cjs'),
);

process.chdir(root);
const result = await cruise(
  ['src'],
  { ...(options as ICruiseOptions), ruleSet: { forbidden }, validate: true, outputType: 'json' },
  undefined,
  { tsConfig: extractTsConfig('tsconfig.json') },
);
const { modules, summary } = JSON.parse(result.output as string) as ICruiseResult;

const seen = modules.filter((module) => module.source.startsWith('src/')).length;
const there = filesBelow(root, ['src']).filter((path) => /\.tsx?$/.test(path) && !isTest(path)).length;
const findings = summary.violations.map((violation) => ({
  rule: violation.rule.name,
  where: violation.from,
  what: `must not import ${violation.cycle?.map((step) => step.name).join(' → ') ?? violation.to}`,
}));
// A cruiser that cannot parse TypeScript reports success on nothing.
const blind = seen < there ? [{ rule: 'looked-at-all', where: 'src', what: `saw ${seen} of ${there} files` }] : [];
report([...findings, ...blind], seen, 'modules');
