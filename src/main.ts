import { readFileSync } from 'node:fs';
import { processIo } from './edges/cli/process-io.ts';
import { runProgram } from './edges/cli/program.ts';
import { commandServices } from './wiring/command-line.ts';

const io = processIo();
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = String((manifest as { readonly version?: unknown }).version);
process.exitCode = await runProgram(process.argv.slice(2), commandServices(process.env, io), io, version);
