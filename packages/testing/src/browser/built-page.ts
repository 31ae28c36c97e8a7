import { execFile } from 'node:child_process';
import { globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const PACKAGES = resolve(import.meta.dirname, '../../..');
const WEB = join(PACKAGES, 'web');
const BUILT = join(PACKAGES, 'server/dist/web/index.html');
const LOCK = join(WEB, '.building');
/** A build takes a few seconds; whoever holds the lock for longer is gone. */
const LOCK_MS = 120_000;

let built: Promise<void> | undefined;

/** Builds the page if it is older than its sources; test files that run at the same time wait for each other. */
export function buildPage(): Promise<void> {
  built ??= buildOnce();
  return built;
}

async function buildOnce(): Promise<void> {
  while (!takeLock()) await pause(100);
  try {
    if (!isOld()) return;
    const require = createRequire(join(WEB, 'package.json'));
    const vite = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: WEB, env });
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function isOld(): boolean {
  const sources = globSync(['web/{src,public}/**/*', 'web/*.{ts,html,json}', 'client/src/**/*.ts'], {
    cwd: PACKAGES,
    exclude: ['**/*.test.ts'],
  });
  const builtAt = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((file) => statSync(join(PACKAGES, file)).mtimeMs > builtAt);
}

/** A directory can be made by one process only. */
function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > LOCK_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}
