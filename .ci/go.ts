// Does to every Go module of ours what its argument says: `test` runs the tests with the race detector, `check` looks at
// format and suspicious code, `generate` writes the generated files anew. Where Go is not installed it says so and does
// nothing. With a file name as second argument it leaves the counts of tests there, in the fields of vitest's JSON report.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { goIsInstalled } from './go-binary.ts';

const MODULES = ['packages/collector'];

/** A line of `go test -json`. */
interface TestEvent {
  Action: string;
  Package: string;
  Test?: string;
  Output?: string;
}

const [act, resultFile] = process.argv.slice(2);
if (!(await goIsInstalled())) {
  console.log(
    `Skipped: go ${act} of ${MODULES.join(', ')}, because Go is not installed (https://go.dev/dl).`,
  );
} else if (act === 'test') {
  const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  for (const module of MODULES) await test(module, counts);
  console.log(`Go: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed`);
  if (resultFile !== undefined) writeFileSync(resultFile, JSON.stringify(counts));
  process.exitCode = counts.numFailedTests > 0 || counts.numPassedTests === 0 ? 1 : 0;
} else if (act === 'check') {
  for (const module of MODULES) check(module);
} else if (act === 'generate') {
  for (const module of MODULES) run(module, 'go', 'generate', './...');
} else {
  throw new Error(`Say test, check or generate, not ${JSON.stringify(act)}`);
}

/** A failed test is told with everything that it wrote; a package that can't be built counts as one. */
async function test(
  cwd: string,
  counts: { numPassedTests: number; numFailedTests: number; numPendingTests: number },
): Promise<void> {
  const go = spawn('go', ['test', '-race', '-json', './...'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const written = new Map<string, string>();
  const failedIn = new Map<string, number>();
  for await (const line of createInterface({ input: go.stdout })) {
    if (!line.startsWith('{')) {
      console.log(line);
      continue;
    }
    const event = JSON.parse(line) as TestEvent; // go test -json writes nothing else
    const name = `${event.Package} ${event.Test ?? ''}`;
    if (event.Action === 'output') written.set(name, (written.get(name) ?? '') + event.Output);
    if (event.Action === 'fail') console.log(`FAIL ${name}\n${written.get(name) ?? ''}`);
    if (event.Test === undefined) {
      if (event.Action === 'fail' && !failedIn.has(event.Package)) counts.numFailedTests += 1;
      if (event.Action === 'pass') console.log(`ok   ${event.Package}`);
      continue;
    }
    if (event.Action === 'pass') counts.numPassedTests += 1;
    if (event.Action === 'skip') counts.numPendingTests += 1;
    if (event.Action === 'fail') {
      counts.numFailedTests += 1;
      failedIn.set(event.Package, (failedIn.get(event.Package) ?? 0) + 1);
    }
  }
  if (go.exitCode === null) await once(go, 'close');
  if (go.exitCode !== 0 && counts.numFailedTests === 0) counts.numFailedTests = 1;
}

function check(cwd: string): void {
  if (!existsSync(`${cwd}/go.mod`)) throw new Error(`${cwd} is no Go module`);
  const { stdout } = spawnSync('gofmt', ['-l', '.'], { cwd, encoding: 'utf8' });
  for (const file of stdout.split('\n').filter(Boolean)) {
    console.error(`${cwd}/${file}: not formatted; run gofmt -w`);
    process.exitCode = 1;
  }
  run(cwd, 'go', 'vet', './...');
  run(cwd, 'go', 'mod', 'tidy', '-diff');
}

function run(cwd: string, command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
