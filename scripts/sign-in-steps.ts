import { writeFileSync } from 'node:fs';
import { stepsDocument } from '../test/core/steps-document.ts';

// Writes the step table from the situations that test the core.
const path = new URL('../docs/sign-in-steps.md', import.meta.url);
writeFileSync(path, stepsDocument());
console.log('docs/sign-in-steps.md is current');
