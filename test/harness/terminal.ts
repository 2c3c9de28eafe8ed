import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { CliServices, Flags } from '../../src/edges/cli/contract.ts';
import { runProgram } from '../../src/edges/cli/program.ts';
import { commandServices } from '../../src/wiring/command-line.ts';

/** What a command led to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  readonly json: Json;
}

/** Any JSON, to be looked into. */
export interface Json {
  readonly [key: string]: Json | undefined;
}

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** A command line over a database of the test's own, deleted afterwards. `typed` is standard input. */
export function terminal(): (line: string, ...typed: string[]) => Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-cli-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const env = { VESTIBULE_URL: 'http://localhost:4999', VESTIBULE_DATA: folder };
  return (line, ...typed) => ran(line, typed, (io) => commandServices(env, io));
}

/** Runs one line, quotes as in a shell, over these services. */
export async function ran(
  line: string,
  typed: readonly string[],
  services: (io: Parameters<typeof commandServices>[1]) => (flags: Flags) => Promise<CliServices>,
): Promise<Ran> {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async (prompts: readonly string[]) => prompts.map((_, index) => typed[index] ?? ''),
  };
  const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const code = await runProgram(argv, services(io), io, '1.2.3');
  return {
    code,
    out,
    err,
    get json() {
      return JSON.parse(out) as Json;
    },
  };
}
