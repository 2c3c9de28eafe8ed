import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSteps, STEPS } from '../../scripts/check.ts';

const planted = join(import.meta.dirname, 'planted');

/** What must be caught: the step, then words that its output holds. */
const CAUGHT: readonly (readonly [step: string, what: string])[] = [
  ['architecture', 'decide-is-pure: src/domain/sign-in/decide/imports-run.ts'],
  ['architecture', 'domain-knows-no-edge: src/domain/accounts/run/knows-an-edge.ts'],
  ['architecture', 'domain-knows-no-edge: src/domain/accounts/run/knows-http.ts'],
  ['architecture', 'platform-knows-no-domain: src/platform/knows-domain.ts'],
  ['architecture', 'kernel-imports-nothing: src/platform/kernel/imports-clock.ts'],
  ['architecture', 'methods-are-islands: src/domain/methods/totp/knows-passkey.ts'],
  ['architecture', 'methods-have-a-front: src/wiring/all.ts'],
  ['architecture', 'one-door: src/domain/sign-in/run/side-door.ts'],
  ['architecture', 'edges-are-strangers: src/edges/cli/knows-pages.ts'],
  ['architecture', 'storage-is-wired-in-main: src/edges/pages/knows-storage.ts'],
  ['architecture', 'packages-at-home-kysely: src/platform/brings-packages.ts'],
  ['architecture', 'packages-at-home-drivers: src/platform/brings-packages.ts'],
  ['architecture', 'packages-at-home-oidc-provider: src/platform/brings-packages.ts'],
  ['architecture', 'packages-at-home-webauthn-server: src/platform/brings-packages.ts'],
  ['architecture', 'packages-at-home-picture-decoders: src/platform/brings-packages.ts'],
  ['architecture', 'no-cycles: src/domain/sign-in/run/cycle-'],
  ['architecture', 'no-unknown-modules: src/edges/pages/lost.ts'],
  ['budgets', 'file-length: src/domain/sign-in/decide/long.ts'],
  ['budgets', 'file-p95: src: the 95th percentile is'],
  ['budgets', 'function-length: src/edges/pages/sizes.ts:2'],
  ['budgets', 'function-length: src/platform/ui/page.tsx:2'],
  ['budgets', 'function-p95: src: the 95th percentile is'],
  ['budgets', 'port-methods: src/domain/accounts/run/ports.ts:2: AccountStore has 7 methods'],
  ['budgets', 'sign-in-decide: src/domain/sign-in/decide: '],
  ['budgets', 'folder-readme: src/storage: has no README.md'],
  ['budgets', 'readme-length: src/edges/cli/README.md'],
  ['words', 'doc-comment: src/edges/pages/words.ts:1: undocumented'],
  ['words', 'unfinished-mark: src/edges/pages/words.ts:4'],
  ['words', 'every-test-runs: test/skipped.test.ts:3'],
  ['words', 'decide-has-no-clock: src/domain/sign-in/decide/clock.ts:3: Date'],
  ['words', 'decide-has-no-clock: src/domain/sign-in/decide/clock.ts:3: Math'],
  ['pure core', "src/domain/sign-in/decide/io.ts(3,3): error TS2584: Cannot find name 'console'"],
  ['types', 'src/edges/pages/types.ts(2,14): error TS2322'],
  ['promises and correctness', 'no-floating-promises'],
  ['dead code', 'src/edges/pages/dead.ts'],
  ['counts', 'over budget: database, session check, SQLite, queries: '],
  ['counts', 'over budget: compressed bytes, page email: '],
  ['counts', 'over budget: packages, needed at run time: '],
  ['format and lint', 'src/edges/pages/words.ts format'],
  ['format and lint', 'lint/suspicious/noExplicitAny'],
];

describe('every rule and budget of the house', () => {
  const outputs = new Map<string, string>();

  beforeAll(async () => {
    for (const { name, output } of await runSteps(planted, () => {})) outputs.set(name, output);
  }, 180_000);

  it.each(CAUGHT)('%s catches %s', (step, what) => {
    expect(outputs.get(step)).toContain(what);
  });

  it('has a planted violation', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
    const rules = forbidden.map((rule: { name: string }) => rule.name);
    const caught = new Set(CAUGHT.filter(([step]) => step === 'architecture').map(([, what]) => what.split(':')[0]));
    expect([...caught].sort()).toEqual([...rules].sort());
    expect(new Set(CAUGHT.map(([step]) => step))).toEqual(new Set(STEPS.map((step) => step.name)));
  });

  it('fails where it finds nothing to look at', async () => {
    const dist = join(planted, '../../../dist');
    mkdirSync(dist, { recursive: true });
    const empty = mkdtempSync(join(dist, '.empty-'));
    for (const file of ['package.json', 'tsconfig.json', 'tsconfig.decide.json', 'biome.json']) {
      cpSync(join(planted, file), join(empty, file));
    }
    mkdirSync(join(empty, 'src'));
    const results = await runSteps(empty, () => {});
    rmSync(empty, { recursive: true });
    expect(results.filter((result) => result.passed).map((result) => result.name)).toEqual([]);
  });
});
