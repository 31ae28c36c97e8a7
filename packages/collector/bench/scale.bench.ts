// What open runs cost the Collector: memory and ticks with a million of them, and restoring 100 000 after a restart.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { keepRaw } from '@runlight/testing';

interface Bound {
  readonly bench: string;
  readonly metric: string;
  readonly limit: number;
  readonly says: string;
}

const BOUNDS: readonly Bound[] = [
  {
    bench: 'BenchmarkMillionOpenRuns',
    metric: 'B/run',
    limit: 1024,
    says: 'memory of each of 1 000 000 open runs',
  },
  { bench: 'BenchmarkMillionOpenRuns', metric: 'ms/tick-max', limit: 50, says: 'the longest tick with them' },
  {
    bench: 'BenchmarkRestore',
    metric: 'ratio',
    limit: 3,
    says: 'restoring 100 000 runs ÷ a plain read and decode of them',
  },
];

const module = join(import.meta.dirname, '..');
const printed = execFileSync(
  'go',
  ['test', './workflowrunprocessor', '-run', '^$', '-bench', 'MillionOpenRuns|Restore', '-benchtime', '100x'],
  { cwd: module, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
);

const measured = new Map<string, Map<string, number>>();
for (const line of printed.split('\n')) {
  const [name, , ...rest] = line.trim().split(/\s+/);
  if (name === undefined || !name.startsWith('Benchmark')) continue;
  const metrics = new Map<string, number>();
  for (let at = 0; at + 1 < rest.length; at += 2) metrics.set(rest[at + 1] ?? '', Number(rest[at]));
  measured.set(name.replace(/-\d+$/, ''), metrics);
}
keepRaw(
  'collector-scale',
  Object.fromEntries([...measured].map(([name, all]) => [name, Object.fromEntries(all)])),
);

for (const { bench, metric, limit, says } of BOUNDS) {
  const value = measured.get(bench)?.get(metric);
  if (value === undefined) throw new Error(`${bench} did not report ${metric}:\n${printed}`);
  console.log(`${says}: ${value} ${metric} (${value <= limit ? 'within' : 'BEYOND'} ${limit})`);
  if (value > limit) process.exitCode = 1;
}
