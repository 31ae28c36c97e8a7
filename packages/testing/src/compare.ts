import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

/** One thing to measure: does `count` operations and is awaited. */
export type Workload = (count: number) => Promise<void> | void;

export interface Comparison {
  readonly name: string;
  /** What the ratio is relative to, in words. */
  readonly baseline: string;
  readonly candidate: string;
  /** The ratio of medians that must not be exceeded. */
  readonly limit: number;
}

/** Keeps raw values in `.bench/<name>.json`, prints the ratio, and fails the process beyond the limit. */
export function reportRatio(
  comparison: Comparison,
  unit: string,
  baseline: readonly number[],
  candidate: readonly number[],
): number {
  const [a, b] = [median(baseline), median(candidate)];
  const ratio = b / a;
  const verdict = ratio <= comparison.limit ? 'within' : 'BEYOND';
  console.log(
    `${comparison.name}: ${ratio.toFixed(3)} (${verdict} ${comparison.limit})\n` +
      `  ${comparison.baseline}: median ${a.toPrecision(4)} ${unit} of ${baseline.length}\n` +
      `  ${comparison.candidate}: median ${b.toPrecision(4)} ${unit} of ${candidate.length}`,
  );
  keepRaw(comparison.name, {
    ...comparison,
    unit,
    ratio,
    baselineValues: baseline,
    candidateValues: candidate,
  });
  if (ratio > comparison.limit) process.exitCode = 1;
  return ratio;
}

/** Measures two workloads in turns, so that both meet the same machine; microseconds per operation. */
export async function measureInTurns(
  workloads: readonly [Workload, Workload],
  { rounds, count, warmUp = 4 }: { readonly rounds: number; readonly count: number; readonly warmUp?: number },
): Promise<[number[], number[]]> {
  const values: [number[], number[]] = [[], []];
  for (let round = -warmUp; round < rounds; round += 1) {
    const first = round % 2 === 0 ? 0 : 1;
    for (const index of [first, 1 - first] as const) {
      const began = performance.now();
      await workloads[index](count);
      if (round >= 0) values[index].push(((performance.now() - began) * 1000) / count);
    }
  }
  return values;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Writes what a bench measured, with the machine and its load, to `.bench/<name>.json`. */
export function keepRaw(name: string, values: Record<string, unknown>): void {
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load: loadavg(),
    at: new Date().toISOString(),
  };
  mkdirSync('.bench', { recursive: true });
  const file = join('.bench', `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.json`);
  writeFileSync(file, `${JSON.stringify({ machine, ...values }, null, 2)}\n`);
}
