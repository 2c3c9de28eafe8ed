import { readConfig } from '../src/platform/config.ts';
import { serve } from '../src/wiring/serve.ts';

// The product in a process of its own: `console.ts` bundles and starts it with its settings.

const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error.join('\n'));
await serve(config.value, () => {});
