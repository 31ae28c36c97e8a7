// A bench speaks on the terminal.
/* oxlint-disable no-console */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

/** One thing to measure: does `count` operations. */
export type Workload = (count: number) => Promise<void>;

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

export interface InProcesses {
  readonly comparison: Comparison;
  readonly baseline: Workload;
  readonly candidate: Workload;
  /** Operations in one round. */
  readonly count: number;
  /** Rounds per process, after as many to warm up; a process reports its median. */
  readonly rounds?: number;
  /** Processes of each side, in turns. */
  readonly processes?: number;
}

/**
 * Compares two workloads, microseconds per operation, each in fresh processes and in turns: both meet the same machine,
 * and neither meets code that was compiled for the other. The bench file runs itself with the side as its argument.
 */
export async function compareInProcesses(benchFile: string, options: InProcesses): Promise<void> {
  const { comparison, count, rounds = 6, processes = 9 } = options;
  const side = process.argv[2];
  if (side === 'baseline' || side === 'candidate') {
    console.log(JSON.stringify(await measure(options[side], count, rounds)));
    return;
  }
  const values: Record<'baseline' | 'candidate', number[]> = { baseline: [], candidate: [] };
  for (let turn = 0; turn < processes; turn += 1) {
    const order =
      turn % 2 === 0 ? (['baseline', 'candidate'] as const) : (['candidate', 'baseline'] as const);
    for (const each of order) values[each].push(measureInProcess(benchFile, each));
  }
  reportRatio(comparison, 'µs per operation', values.baseline, values.candidate);
}

function measureInProcess(benchFile: string, side: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, benchFile, side], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${benchFile} ${side} failed: ${stderr}`);
  return Number(stdout);
}

async function measure(workload: Workload, count: number, rounds: number): Promise<number> {
  const values: number[] = [];
  for (let round = -rounds; round < rounds; round += 1) {
    const began = performance.now();
    await workload(count);
    if (round >= 0) values.push(((performance.now() - began) * 1000) / count);
  }
  return median(values);
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
