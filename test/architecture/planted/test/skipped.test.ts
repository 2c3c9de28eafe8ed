import { it } from 'vitest';

it.runIf(false)('does not run', () => {});
