// What importing the SDK costs beyond importing the API that it stands on, in fresh processes.
import { spawnSync } from 'node:child_process';

import { reportRatio } from '@runlight/testing';

const ROUNDS = 31;

/** Milliseconds that a fresh process takes to import a package. */
function importMs(specifier: string): number {
  const script = `const began = performance.now(); await import('${specifier}'); console.log(performance.now() - began);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  const ms = Number(stdout);
  if (stdout === '' || !Number.isFinite(ms)) throw new Error(`importing ${specifier} failed: ${stderr}`);
  return ms;
}

const api: number[] = [];
const sdk: number[] = [];
for (let round = -2; round < ROUNDS; round += 1) {
  const apiMs = importMs('@opentelemetry/api');
  const sdkMs = importMs('@runlight/sdk');
  if (round < 0) continue; // warms the file cache
  api.push(apiMs);
  sdk.push(sdkMs);
}

reportRatio(
  {
    name: 'importing the SDK',
    baseline: 'import @opentelemetry/api',
    candidate: 'import @runlight/sdk',
    limit: 1.5,
  },
  'ms',
  api,
  sdk,
);
