import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { TestChild } from '@runlight/testing';

import { expectRun, type ExpectedRun } from './expected-run.ts';
import type { BatchPlan } from './perform-batch.ts';
import type { Performed } from './perform-run.ts';
import type { Lane } from './lane-plan.ts';
import type { RunPlan } from './run-plan.ts';

const PERFORM_BATCH = pathToFileURL(join(import.meta.dirname, 'perform-batch.ts')).href;

export interface RunnerSettings {
  /** Where plans are put, and whatever else a process needs. */
  readonly directory: string;
  /** Where the processes deliver to. */
  readonly otlpHttpUrl: string;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let batches = 0;

/** A process of the population. */
export class RunnerProcess {
  readonly child: TestChild;
  readonly #plans: readonly RunPlan[];

  constructor(plan: BatchPlan, { directory, otlpHttpUrl, environment = 'prod', env }: RunnerSettings) {
    mkdirSync(directory, { recursive: true });
    batches += 1;
    const file = join(directory, `batch-${process.pid}-${batches}.json`);
    writeFileSync(file, JSON.stringify(plan));
    this.#plans = plan.runs;
    const code = `import { performBatch } from '${PERFORM_BATCH}'; await performBatch(${JSON.stringify(file)});`;
    this.child = new TestChild(code, {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttpUrl,
        OTEL_SERVICE_NAME: 'population',
        OTEL_RESOURCE_ATTRIBUTES: `service.namespace=shop,deployment.environment.name=${environment}`,
        ...env,
      },
    });
  }

  /** Resolves when every run has been begun, and those that end have ended and been delivered. */
  async ready(): Promise<void> {
    await this.child.said('ready\n');
  }

  /** Resolves when the process has ended by itself, with what must be found of its runs. */
  async completed(): Promise<ExpectedRun[]> {
    const { code, signal, stdout, stderr } = await this.child.exited;
    if (code !== 0) throw new Error(`A process of the population ended with ${signal ?? code}: ${stderr}`);
    return this.#expect(stdout);
  }

  /** Lets the runs that work on succeed; resolves like {@link completed}, with what they were until then. */
  async finish(): Promise<ExpectedRun[]> {
    this.child.kill('SIGUSR2');
    return await this.completed();
  }

  async kill(): Promise<ExpectedRun[]> {
    this.child.kill('SIGKILL');
    return this.#expect((await this.child.exited).stdout);
  }

  #expect(stdout: string): ExpectedRun[] {
    const told = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Performed); // what performers tell
    const byKey = new Map(told.map((performed) => [performed.key, performed]));
    return this.#plans.map((plan) => {
      const performed = byKey.get(plan.key);
      if (performed === undefined) throw new Error(`Nobody performed ${plan.key}`);
      return expectRun(plan, performed);
    });
  }
}

export interface DriveOptions {
  /** Processes at a time. */
  readonly concurrency: number;
  readonly progress: (line: string) => void;
  /** How each process goes about its runs. */
  readonly batch?: Omit<BatchPlan, 'runs'>;
}

/** Performs lanes, several at a time, and within each one process after the other. */
export async function driveLanes(
  lanes: readonly Lane[],
  settings: RunnerSettings,
  { concurrency, progress, batch }: DriveOptions,
): Promise<ExpectedRun[]> {
  const waiting = [...lanes];
  const total = lanes.reduce(
    (sum, { batches: ofLane }) => sum + ofLane.reduce((runs, batch) => runs + batch.length, 0),
    0,
  );
  const expected: ExpectedRun[] = [];
  let processes = 0;
  const work = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      for (const runs of lane.batches) {
        const runner = new RunnerProcess({ ...batch, runs }, { ...settings, environment: lane.environment });
        expected.push(...(await runner.completed()));
        processes += 1;
        progress(`${expected.length} of ${total} runs, by ${processes} processes`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return expected;
}
