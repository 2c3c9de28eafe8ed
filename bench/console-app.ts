import { readConfig } from '../src/platform/config.ts';
import { serve } from '../src/wiring/serve.ts';
import { furnish } from './console-world.ts';

// The product in a process of its own: `console.ts` bundles and starts it with its settings. With `furnish` it prepares the database,
// tells what there is, and ends.

const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error.join('\n'));
if (process.argv[2] === 'furnish') process.send?.(await furnish(config.value), () => process.disconnect());
else await serve(config.value, () => {});
