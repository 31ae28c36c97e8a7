// Runs vitest with the arguments that it is given, and then, unless those name what to test, the Go tests.
// RUNLIGHT_GO_RESULTS names a file for the counts of the latter.
import { spawnSync } from 'node:child_process';

const args = process.argv.slice(2);
const everything = args.every((argument) => argument.startsWith('-'));

const results = process.env['RUNLIGHT_GO_RESULTS'];
const statuses = [run('vitest', 'run', ...args)];
if (everything) statuses.push(run('node', '.ci/go.ts', 'test', ...(results === undefined ? [] : [results])));
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;

function run(command: string, ...commandArgs: string[]): number | null {
  return spawnSync(command, commandArgs, { stdio: 'inherit' }).status;
}
