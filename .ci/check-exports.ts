// Checks what a consumer would install: packs each public package and has publint and attw look at it.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const packages = globSync('packages/*/package.json')
  .filter((file) => !(JSON.parse(readFileSync(file, 'utf8')) as { private?: boolean }).private)
  .map((file) => dirname(file));
if (packages.length === 0) throw new Error('found no public package to check');

const failed = packages.filter(
  (directory) =>
    !runs('publint', directory, '--strict', '--pack', 'npm') ||
    !runs('attw', '--pack', directory, '--profile', 'esm-only', '--format', 'ascii'),
);
console.log(`${packages.length} packages, ${failed.length} with faults`);
process.exitCode = failed.length > 0 ? 1 : 0;

function runs(command: string, ...args: string[]): boolean {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) console.error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}
