// Runs every script named `check:…` of package.json, all of them even when one fails.
// With a file name as argument it leaves the counts there, in the fields of vitest's JSON report.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

// An `as`: npm itself has validated the shape of this file.
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const failed = checks.filter((name) => !passes(name));

const [resultFile] = process.argv.slice(2);
if (resultFile) {
  const counts = { numPassedTests: checks.length - failed.length, numFailedTests: failed.length };
  writeFileSync(resultFile, JSON.stringify(counts));
}
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exitCode = checks.length === 0 || failed.length > 0 ? 1 : 0;

function passes(name: string): boolean {
  console.log(`\n— ${name}`);
  return spawnSync('node', ['--run', name], { stdio: 'inherit' }).status === 0;
}
