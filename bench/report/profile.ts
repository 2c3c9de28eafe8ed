/** A CPU profile as V8 writes it (`node --cpu-prof`), as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** A part of the program and how much of the main thread's busy time was spent in it itself. */
export interface Share {
  readonly part: string;
  readonly share: number;
}

/**
 * Where the main thread's time goes, by parts of the program, largest first. The bundle names the file that each of its
 * pieces came from; `bundle` is its text. `skipMs` at the beginning does not count: the start of the program.
 */
export function sharesOf(profile: CpuProfile, bundle: string, skipMs: number): readonly Share[] {
  const fileAt = filesOf(bundle);
  const parts = new Map(profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame, fileAt)]));
  const spent = new Map<string, number>();
  let busy = 0;
  let passed = 0;
  for (const [at, node] of profile.samples.entries()) {
    const part = parts.get(node) ?? null;
    const micros = profile.timeDeltas[at] ?? 0;
    passed += micros;
    if (part === null || passed < skipMs * 1_000) continue;
    busy += micros;
    spent.set(part, (spent.get(part) ?? 0) + micros);
  }
  return [...spent].map(([part, micros]) => ({ part, share: micros / busy })).sort((a, b) => b.share - a.share);
}

type CallFrame = CpuProfile['nodes'][number]['callFrame'];

/** Null: the thread had nothing to do. */
function partOf({ functionName, url, lineNumber }: CallFrame, fileAt: (line: number) => string): string | null {
  if (functionName === '(idle)') return null;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'outside JavaScript: system calls, native code';
  if (url.startsWith('node:')) return `Node.js: ${topicOf(url)}`;
  if (url === '') return 'native functions: SQLite, cryptography, JSON';
  if (url.includes('/node_modules/')) return packageIn(url.slice(url.lastIndexOf('/node_modules/') + 1));
  return url.includes('/dist/main.js') ? partOfFile(fileAt(lineNumber)) : 'other';
}

function topicOf(url: string): string {
  if (/http|_tls|net|stream|dgram/.test(url)) return 'HTTP, sockets and streams';
  if (url.includes('crypto')) return 'cryptography';
  return 'the rest';
}

function partOfFile(file: string): string {
  if (file.startsWith('node_modules/')) return packageIn(file);
  const [, wing = 'other', room = ''] = file.split('/');
  return wing === 'domain' || wing === 'edges' ? `own: ${wing}/${room}` : `own: ${wing}`;
}

function packageIn(path: string): string {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'other';
}

/** Which source a line of the bundle (from 0) came from: esbuild writes it above each piece. */
function filesOf(bundle: string): (line: number) => string {
  const starts: { readonly line: number; readonly file: string }[] = [];
  for (const [line, text] of bundle.split('\n').entries()) {
    const file = /^\/\/ ((?:src|node_modules|scripts|examples)\/\S+)$/.exec(text)?.[1];
    if (file !== undefined) starts.push({ line, file });
  }
  return (line) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle]?.line ?? 0) <= line) low = middle + 1;
      else high = middle;
    }
    return starts[low - 1]?.file ?? 'other';
  };
}
