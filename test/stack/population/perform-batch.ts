import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { startRunlight, type RunlightTelemetry } from '@runlight/node';
import { configureRunlight } from '@runlight/sdk';

import { Performer } from './perform-run.ts';
import type { RunPlan } from './run-plan.ts';
import { ScriptedClock } from './scripted-clock.ts';

/** What a short-lived process of the population does. */
export interface BatchPlan {
  readonly runs: readonly RunPlan[];
  /** Where run directories are kept; none without. */
  readonly runsDirectory?: string;
  readonly heartbeatIntervalMs?: number;
  /** How long the process takes a rest after each run. */
  readonly restMs?: number;
  /** The process lives until SIGUSR2 tells it to let its runs end, or until it is killed. */
  readonly lives?: boolean;
  /** How long it tries to deliver before it ends; default 30 s. */
  readonly flushTimeoutMs?: number;
  /** What it could not deliver lies in the run directories, for somebody to replay. */
  readonly leavesRest?: boolean;
}

/**
 * Performs the runs of a plan, which is JSON in a file: tells on standard output which run got which id, says `ready`
 * when all have been begun and delivered, and ends the process.
 *
 * @public The driver imports it in the processes that it starts.
 */
export async function performBatch(planFile: string): Promise<void> {
  const plan = readPlan(planFile);
  const { runs, runsDirectory = false, flushTimeoutMs = 30_000, heartbeatIntervalMs, restMs = 0 } = plan;
  const runlight = startRunlight({ runsDirectory, flushTimeoutMs });
  if (heartbeatIntervalMs !== undefined) configureRunlight({ heartbeatIntervalMs });
  const finish = once(process, 'SIGUSR2');
  const performer = new Performer(new ScriptedClock(), (performed) => say(JSON.stringify(performed)), finish);
  for (const run of runs) {
    await performer.perform(run);
    if (restMs > 0) await sleep(restMs);
  }
  if (plan.leavesRest !== true) await runlight.flush();
  say('ready');
  if (plan.lives === true) await staysAliveUntil(finish.then(() => performer.finished()));
  await runlight.shutdown();
  if (plan.leavesRest !== true) checkDelivered(runlight.telemetry());
  // Runs that are left open must not keep the process.
  process.exit();
}

async function staysAliveUntil(finished: Promise<void>): Promise<void> {
  const keepAlive = setInterval(() => undefined, 60_000);
  await finished;
  clearInterval(keepAlive);
}

function checkDelivered({ spans, logRecords }: RunlightTelemetry): void {
  const isDelivered = [spans, logRecords].every(
    (counters) =>
      counters !== undefined &&
      counters.dropped + counters.failed + counters.queued + counters.deferred === 0,
  );
  if (!isDelivered) throw new Error(`Not everything was delivered: ${JSON.stringify({ spans, logRecords })}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readPlan(file: string): BatchPlan {
  return JSON.parse(readFileSync(file, 'utf8')) as BatchPlan; // what the driver wrote a moment ago
}
