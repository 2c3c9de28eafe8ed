import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** A source file, parsed. `path` is relative to the tree that is checked, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Physical lines. */
  readonly lines: number;
  readonly tree: ts.SourceFile;
}

/** A rule that was broken, and where. */
export interface Finding {
  readonly rule: string;
  readonly where: string;
  readonly what: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'planted', '.vestibule', 'data']);

/** TypeScript files below the given folders of a tree, in a fixed order. */
export function readSources(root: string, folders: readonly string[]): readonly Source[] {
  return filesBelow(root, folders)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      return { path, text, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), tree };
    });
}

/** Every file below the given folders, relative to the tree. */
export function filesBelow(root: string, folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => walk(root, join(root, folder)))
    .sort();
}

function walk(root: string, folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(root, path) : [relative(root, path).split(sep).join('/')];
  });
}

/** Whether a file holds tests rather than product. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** `path:line` of a node, as editors read it. */
export function place(source: Source, node: ts.Node): string {
  return `${source.path}:${source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1}`;
}

/** Visits a node and everything below it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** Prints findings and ends the process: 0 when there are none, 1 otherwise, and 1 when nothing was looked at. */
export function report(findings: readonly Finding[], looked: number, what: string): void {
  for (const { rule, where, what: text } of findings) console.log(`${rule}: ${where}: ${text}`);
  if (looked === 0) console.log(`looked-at-nothing: no ${what} found`);
  else console.log(`${looked} ${what}, ${findings.length} findings`);
  process.exitCode = findings.length > 0 || looked === 0 ? 1 : 0;
}
