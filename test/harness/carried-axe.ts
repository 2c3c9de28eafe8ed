import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { TAGS } from './axe.ts';

/** Loads axe into every page of this browser before the page's own script: many pages are then looked at in little time. */
export async function carryAxe(context: BrowserContext): Promise<void> {
  const builder = createRequire(import.meta.url).resolve('@axe-core/playwright');
  const source = readFileSync(createRequire(builder).resolve('axe-core/axe.min.js'), 'utf8');
  await context.addInitScript({ content: source });
}

/** What axe finds on a page of such a browser, as it stands: each finding with its place. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  const looked: { readonly findings: readonly string[]; readonly passes: number } = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then(({ violations, passes }) => ({
      passes: passes.length,
      findings: violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, html }) => id + ': ' + help + ': ' + target.join(' ') + ': ' + html.slice(0, 160))),
    }))`,
  );
  if (looked.passes === 0) throw new Error(`axe looked at nothing on ${page.url()}`);
  return looked.findings;
}
