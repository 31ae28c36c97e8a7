import { existsSync } from 'node:fs';

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';

import { startTestServer, type TestServer, type TestServerOptions } from '../server/index.ts';
import { buildPage } from './built-page.ts';

/** Debian's; another one by `RUNLIGHT_CHROMIUM`. */
const CHROMIUM = process.env['RUNLIGHT_CHROMIUM'] ?? '/usr/bin/chromium';

export interface Screen {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export interface OpenPageOptions extends Screen {
  /** Begins with a slash. */
  readonly path?: string;
}

let browser: Promise<Browser> | undefined;

async function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no ${CHROMIUM}: apt-get install chromium, or name another by RUNLIGHT_CHROMIUM`,
    );
  }
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--force-prefers-reduced-motion'];
  const launched = await chromium.launch({ executablePath: CHROMIUM, args });
  afterAll(() => launched.close());
  return launched;
}

/** Starts a server that serves the built page, for whoever sits at the machine. */
export async function startPageServer(options: TestServerOptions = {}): Promise<TestServer> {
  await buildPage();
  return startTestServer({ access: 'local', ...options });
}

/**
 * Opens the page of a server in a window of its own, which is closed when the test ends.
 *
 * A script error fails the test.
 */
export async function openPage(
  server: Pick<TestServer, 'url'>,
  options: OpenPageOptions = {},
): Promise<Page> {
  const { path = '/', scheme = 'light', width = 1280, height = 720 } = options;
  browser ??= launch();
  const context = await (
    await browser
  ).newContext({
    baseURL: server.url,
    colorScheme: scheme,
    viewport: { width, height },
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  onTestFinished(async () => {
    await context.close();
    expect(faults, 'script errors').toEqual([]);
  });
  await page.goto(path);
  return page;
}
