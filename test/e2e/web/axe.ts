import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules = {
  all: "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']",
  /** Those that look at colours: all that another colour scheme of the same page can change. */
  colours: "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }",
};

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds in the page as it stands; throws where there was nothing to look at. `context` is an expression of the page. */
export async function violations(
  page: Page,
  context = 'document',
  by: keyof typeof rules = 'all',
): Promise<readonly Violation[]> {
  if (!(await page.evaluate<boolean>('"axe" in window')))
    await page.evaluate(await readFile(axePath, 'utf8'));
  const result = await page.evaluate<{ violations: Violation[]; passes: unknown[] }>(
    `axe.run(${context}, { resultTypes: ['violations'], runOnly: ${rules[by]} })`,
  );
  if (result.passes.length === 0) throw new Error('axe passed no rule: the page shows nothing.');
  return result.violations;
}

/** What is serious or critical of it, a line a rule. */
export async function seriousFaults(page: Page, by: keyof typeof rules = 'all'): Promise<string[]> {
  const found = await violations(page, 'document', by);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
