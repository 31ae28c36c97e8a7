import { readFileSync } from 'node:fs';

import { startRunlight, type Runlight } from '@runlight/node';
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
  /** The process lives until it is killed. */
  readonly lives?: boolean;
}

/**
 * Performs the runs of a plan, which is JSON in a file: tells on standard output which run got which id, says `ready`
 * when all have been begun and delivered, and ends the process.
 */
export async function performBatch(planFile: string): Promise<void> {
  const { runs, runsDirectory, heartbeatIntervalMs, lives = false } = readPlan(planFile);
  const runlight = startRunlight({ runsDirectory: runsDirectory ?? false, flushTimeoutMs: 30_000 });
  if (heartbeatIntervalMs !== undefined) configureRunlight({ heartbeatIntervalMs });
  const performer = new Performer(new ScriptedClock(), (performed) => say(JSON.stringify(performed)));
  for (const plan of runs) await performer.perform(plan);
  await runlight.flush();
  say('ready');
  if (lives) setInterval(() => undefined, 60_000);
  else await finish(runlight);
}

async function finish(runlight: Runlight): Promise<void> {
  await runlight.shutdown();
  const { spans, logRecords } = runlight.telemetry();
  const isDelivered = [spans, logRecords].every(
    (counters) =>
      counters !== undefined &&
      counters.dropped + counters.failed + counters.queued + counters.deferred === 0,
  );
  if (!isDelivered) throw new Error(`Not everything was delivered: ${JSON.stringify({ spans, logRecords })}`);
  // Runs that are left open must not keep the process.
  process.exit();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readPlan(file: string): BatchPlan {
  return JSON.parse(readFileSync(file, 'utf8')) as BatchPlan; // what the driver wrote a moment ago
}
