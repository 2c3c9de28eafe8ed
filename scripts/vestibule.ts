import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded } from './build.ts';

// `npm run vestibule -- …`: the command line of this checkout.
await buildIfNeeded();
const main = join(import.meta.dirname, '../dist/main.js');
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
