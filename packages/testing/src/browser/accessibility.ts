import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

declare const axe: { run(): Promise<AxeResults> };

/** What axe finds wrong with the page as it is now: the rule, what it means, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource());
  const { violations, passes } = await page.evaluate(() => axe.run());
  if (passes.length < 10) throw new Error(`axe looked at almost nothing: ${passes.length} rules passed`);
  return violations.map(
    ({ id, impact, help, nodes }) =>
      `${impact}: ${id}: ${help}: ${nodes
        .slice(0, 5)
        .map(({ html }) => html.slice(0, 300))
        .join('\n')}`,
  );
}

let source: Promise<string> | undefined;

/** Evaluated rather than added as a script: the page's security policy lets no other scripts in. */
function axeSource(): Promise<string> {
  source ??= import('node:fs/promises').then(({ readFile }) => readFile(AXE, 'utf8'));
  return source;
}
