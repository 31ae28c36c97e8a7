import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Page } from 'playwright-core';

const DIRECTORY =
  process.env['RUNLIGHT_SCREENSHOTS'] ?? resolve(import.meta.dirname, '../../../../test/web/.screenshots');

/** Keeps a picture of what is seen, named for the screen, its theme and its width: `runs-dark-1280.png`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(DIRECTORY, { recursive: true });
  const scheme = await page.locator('html').getAttribute('data-mantine-color-scheme');
  const path = join(DIRECTORY, `${name}-${scheme}-${page.viewportSize()?.width}.png`);
  await page.screenshot({ path, animations: 'disabled' });
}
