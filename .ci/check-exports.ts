// Checks what a consumer would install: packs each public package and has publint and attw look at it. An export
// without the conditions that all others have is a fault too: tests would run against an old build of it.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Conditions = Record<string, string>;

interface Manifest {
  private?: boolean;
  exports: Record<string, Conditions | string | null>;
}

const packages = globSync('packages/*/package.json').filter((file) => !manifestOf(file).private);
if (packages.length === 0) throw new Error('found no public package to check');

const failed = packages.filter((file) => {
  const directory = dirname(file);
  return (
    !exportsAreAlike(file) ||
    !runs('publint', directory, '--strict', '--pack', 'npm') ||
    !runs('attw', '--pack', directory, '--profile', 'esm-only', '--format', 'ascii')
  );
});
console.log(`${packages.length} packages, ${failed.length} with faults`);
process.exitCode = failed.length > 0 ? 1 : 0;

function exportsAreAlike(file: string): boolean {
  const odd = Object.entries(manifestOf(file).exports).filter(([, conditions]) => {
    if (conditions === null || typeof conditions === 'string') return false;
    const source = conditions['@runlight/source'] ?? '';
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '');
    const expected = { '@runlight/source': source, types: `${built}.d.ts`, default: `${built}.js` };
    return (
      !existsSync(join(dirname(file), source)) || JSON.stringify(conditions) !== JSON.stringify(expected)
    );
  });
  for (const [entry] of odd)
    console.error(`${file}: export "${entry}" is not src, types and dist of one file`);
  return odd.length === 0;
}

function manifestOf(file: string): Manifest {
  // An `as`: npm itself has validated the shape of these files.
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

function runs(command: string, ...args: string[]): boolean {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) console.error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}
