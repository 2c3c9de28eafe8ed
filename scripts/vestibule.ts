import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded } from './build.ts';

// `npm run vestibule -- …`, and `npm start` for its demo: runs in this process, so that Ctrl-C reaches it directly.
await buildIfNeeded();
const main = join(import.meta.dirname, '../dist/main.js');
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
