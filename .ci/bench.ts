// Runs every bench (`bench/*.bench.ts`), or those whose path contains the argument, one after the other, each in a
// process of its own, against the built packages. A bench prints what it measured and fails beyond its limit.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';

const [wanted = ''] = process.argv.slice(2);
const benches = globSync(['packages/*/bench/*.bench.ts', 'test/bench/*.bench.ts'])
  .filter((file) => file.includes(wanted))
  .toSorted();
if (benches.length === 0) throw new Error(`found no bench${wanted && ` named ${wanted}`}`);

console.log(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`,
);
const failed = benches.filter((file) => !passes(file));
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function passes(file: string): boolean {
  console.log(`\n— ${file}`);
  return spawnSync('node', ['--expose-gc', file], { stdio: 'inherit' }).status === 0;
}
