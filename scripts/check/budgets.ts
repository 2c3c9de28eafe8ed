import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { type Finding, filesBelow, isTest, place, readSources, report, type Source, visit } from './sources.ts';

// Sizes that keep the house readable. `node budgets.ts [tree]`.
const FILE = { most: 400, p95: 250 };
const FUNCTION = { most: 70, p95: 40 };
const PORT_METHODS = 6;
const SIGN_IN_DECIDE_LINES = 800;
const README_LINES = 20;
/** `decide` and `run` mean the same in every folder of the domain, and so do languages: the README above tells. */
const TOLD_ABOVE = /\/(decide|run|i18n\/[a-z]{2})$/;

const root = process.argv[2] ?? process.cwd();
const everything = readSources(root, ['src', 'test', 'scripts', 'bench', 'examples']);
const product = everything.filter((source) => source.path.startsWith('src/') && !isTest(source.path));
const findings = [
  ...everything.filter((source) => source.lines > FILE.most).map(tooLong),
  ...percentile(
    'file-p95',
    product.map((source) => source.lines),
    FILE.p95,
  ),
  ...functionBudgets(),
  ...product.filter((source) => source.path.endsWith('/ports.ts')).flatMap(portBudgets),
  ...signInDecide(),
  ...readmes(),
];
report(findings, everything.length, 'files');

function tooLong(source: Source): Finding {
  return { rule: 'file-length', where: source.path, what: `${source.lines} lines, at most ${FILE.most}` };
}

function percentile(rule: string, sizes: readonly number[], most: number): readonly Finding[] {
  const sorted = [...sizes].sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  return p95 > most ? [{ rule, where: 'src', what: `the 95th percentile is ${p95} lines, at most ${most}` }] : [];
}

function functionBudgets(): readonly Finding[] {
  const measured = everything
    .filter((source) => !isTest(source.path))
    .flatMap((source) => functionsOf(source).map((node) => ({ source, node, lines: linesOf(source, node) })));
  const long = measured.filter(({ lines }) => lines > FUNCTION.most);
  const ofProduct = measured.filter(({ source }) => source.path.startsWith('src/'));
  return [
    ...long.map(({ source, node, lines }) => ({
      rule: 'function-length',
      where: place(source, node),
      what: `${lines} lines, at most ${FUNCTION.most}`,
    })),
    ...percentile(
      'function-p95',
      ofProduct.map(({ lines }) => lines),
      FUNCTION.p95,
    ),
  ];
}

function functionsOf(source: Source): readonly ts.Node[] {
  const found: ts.Node[] = [];
  visit(source.tree, (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) found.push(node);
  });
  return found;
}

function linesOf(source: Source, node: ts.Node): number {
  const line = (position: number) => source.tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart(source.tree)) + 1;
}

function portBudgets(source: Source): readonly Finding[] {
  return source.tree.statements.filter(ts.isInterfaceDeclaration).flatMap((port) => {
    const methods = port.members.filter(
      (member) =>
        ts.isMethodSignature(member) ||
        (ts.isPropertySignature(member) && member.type && ts.isFunctionTypeNode(member.type)),
    ).length;
    return methods > PORT_METHODS
      ? [
          {
            rule: 'port-methods',
            where: place(source, port),
            what: `${port.name.text} has ${methods} methods, at most ${PORT_METHODS}`,
          },
        ]
      : [];
  });
}

function signInDecide(): readonly Finding[] {
  const lines = product
    .filter((source) => source.path.startsWith('src/domain/sign-in/decide/'))
    .reduce((sum, source) => sum + source.lines, 0);
  return lines > SIGN_IN_DECIDE_LINES
    ? [
        {
          rule: 'sign-in-decide',
          where: 'src/domain/sign-in/decide',
          what: `${lines} lines, at most ${SIGN_IN_DECIDE_LINES}`,
        },
      ]
    : [];
}

function readmes(): readonly Finding[] {
  const folders = new Set<string>(['src']);
  for (const path of filesBelow(root, ['src'])) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].sort().flatMap(readme);
}

function readme(where: string): readonly Finding[] {
  const path = join(root, where, 'README.md');
  if (!existsSync(path)) {
    return TOLD_ABOVE.test(where) ? [] : [{ rule: 'folder-readme', where, what: 'has no README.md' }];
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length;
  return lines > README_LINES
    ? [{ rule: 'readme-length', where: `${where}/README.md`, what: `${lines} lines, at most ${README_LINES}` }]
    : [];
}
