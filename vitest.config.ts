import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What each project is for; `vitest run --project NAME` runs one. */
const PROJECTS = {
  // Beside the code; storage on both engines; the core whole, by situations, combinations and planted bugs.
  unit: ['src/**/*.test.{ts,tsx}', 'test/core/*.test.ts', 'examples/**/*.test.ts'],
  // Rules and budgets catch what they are there for; browsers, mail and codes of the tests work.
  house: ['test/architecture/*.test.ts', 'test/harness/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
  // The stories S1 … S23 over real HTTP, in a real browser, with real mail.
  journeys: ['test/journeys/**/*.test.ts'],
  // Every route against odd input.
  conformance: ['test/conformance/**/*.test.ts'],
  // The tarball in an empty folder.
  package: ['test/package/**/*.test.ts'],
};

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    pool: 'forks',
    // One beside the browser that another waits for, even where there are two cores only.
    maxWorkers: Math.max(2, availableParallelism()),
    globalSetup: ['test/postgres/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: Object.entries(PROJECTS).map(([name, include]) => ({
      extends: true as const,
      test: { name, include, exclude: ['**/node_modules/**', 'dist/**', 'test/architecture/planted/**'] },
    })),
  },
});
