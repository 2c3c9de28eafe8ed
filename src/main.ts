import { processIo } from './edges/cli/process-io.ts';
import { runProgram } from './edges/cli/program.ts';
import { commandServices } from './wiring/command-line.ts';

const io = processIo();
process.exitCode = await runProgram(process.argv.slice(2), commandServices(process.env, io), io);
