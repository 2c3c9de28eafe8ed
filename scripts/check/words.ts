import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Finding, filesBelow, isTest, place, readSources, report, type Source, visit } from './sources.ts';

// What may be written: doc comments on exports, no unfinished marks, no clock in decide/. `node words.ts [tree]`.
const root = process.argv[2] ?? process.cwd();
const sources = readSources(root, ['src', 'test', 'scripts', 'bench', 'examples']);
const papers = filesBelow(root, ['docs', 'src', 'examples']).filter((path) => path.endsWith('.md'));
// Spelled in halves, so that this list does not find itself.
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK', 'WI' + 'P'].join('|')})\\b`);

const findings = [
  ...sources.filter((source) => !isTest(source.path)).flatMap(undocumented),
  ...sources.flatMap(forbiddenWords),
  ...papers.flatMap(forbiddenInPaper),
  ...sources.filter((source) => isTest(source.path)).flatMap(sleepingTests),
  ...sources.filter((source) => source.path.includes('/decide/') && !isTest(source.path)).flatMap(impure),
];
report(findings, sources.length, 'files');

function undocumented(source: Source): readonly Finding[] {
  return source.tree.statements
    .filter(isExportedApi)
    .flatMap((statement) =>
      ts.getJSDocCommentsAndTags(statement).length > 0
        ? []
        : [{ rule: 'doc-comment', where: place(source, statement), what: `${nameOf(statement)} has no doc comment` }],
    );
}

/** Functions, types and classes; a constant counts when it holds a function. */
function isExportedApi(statement: ts.Statement): boolean {
  const exported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
  if (!exported) return false;
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some(
      ({ initializer }) => initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
    );
  }
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0]?.name.getText() ?? 'it';
  return (statement as ts.DeclarationStatement).name?.getText() ?? 'the default export';
}

function forbiddenWords(source: Source): readonly Finding[] {
  return source.text.split('\n').flatMap((line, index) => wordsIn(line, `${source.path}:${index + 1}`));
}

function forbiddenInPaper(path: string): readonly Finding[] {
  return readFileSync(join(root, path), 'utf8')
    .split('\n')
    .flatMap((line, index) => wordsIn(line, `${path}:${index + 1}`));
}

function wordsIn(line: string, where: string): readonly Finding[] {
  return UNFINISHED.test(line) ? [{ rule: 'unfinished-mark', where, what: line.trim() }] : [];
}

function sleepingTests(source: Source): readonly Finding[] {
  const found: Finding[] = [];
  visit(source.tree, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !/^(describe|it|test)$/.test(node.expression.getText())) return;
    if (/^(skip|only|todo|fails|skipIf|runIf)$/.test(node.name.text)) {
      found.push({ rule: 'every-test-runs', where: place(source, node), what: node.getText() });
    }
  });
  return found;
}

function impure(source: Source): readonly Finding[] {
  const found: Finding[] = [];
  visit(source.tree, (node) => {
    const named = ts.isIdentifier(node) && (node.text === 'Date' || node.text === 'globalThis');
    const random =
      ts.isIdentifier(node) && node.text === 'Math' && !/^\.(?!random\b)\w+/.test(source.text.slice(node.getEnd()));
    if (named || random) {
      found.push({ rule: 'decide-has-no-clock', where: place(source, node), what: `${node.text} is not for decide/` });
    }
  });
  return found;
}
