import type { RunStatus } from '@runlight/contract';
import type { Stack } from '@runlight/testing/stack';

import { untilFaultless } from '../ask/until.ts';
import type { ExpectedRun } from '../population/expected-run.ts';
import { Population, sumOf } from '../population/population.ts';
import { exactly, sampleFaults, type ExpectedSample } from './samples.ts';
import { eventFaults } from './stored-events.ts';
import { traceFaults } from './stored-traces.ts';

/** Runs that no other test has to do with: their workflows are theirs alone. */
export interface Slice {
  readonly runs: readonly ExpectedRun[];
  /** Before the first of them began, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** How many were called lost and were not. */
  readonly corrections?: number;
}

const ACTIVE: readonly RunStatus[] = ['queued', 'running', 'waiting', 'blocked', 'stalled', 'cancelling'];

/** Waits until Loki, Tempo and Prometheus have of these runs all that they should: nothing is missing, nothing double. */
export async function holdsExactly(stack: Stack, slice: Slice, timeoutMs = 60_000): Promise<void> {
  await untilFaultless('The runs are not as they should be', () => sliceFaults(stack, slice), timeoutMs);
}

async function sliceFaults(stack: Stack, slice: Slice): Promise<string[]> {
  const stored = await lokiFaults(stack, slice);
  // The cheapest question first: while events are on their way, the others need no answer.
  if (stored.length > 0) return stored;
  return [...(await metricFaults(stack, slice)), ...(await traceFaults(stack, slice.runs))];
}

async function lokiFaults(stack: Stack, { runs, fromMs }: Slice): Promise<string[]> {
  const { workflows } = new Population(runs);
  const query = `{service_name=~".+"} | workflow_name=~"${workflows.join('|')}" | event!=""`;
  return eventFaults(await stack.queryLoki.entries(query, { fromMs, toMs: Date.now() }), runs);
}

async function metricFaults(stack: Stack, slice: Slice): Promise<string[]> {
  const answers = questions(slice).map(async ({ expr, expected }) => {
    const samples = await stack.queryPrometheus.instant(expr);
    return sampleFaults(samples, expected).map((fault) => `${expr}: ${fault}`);
  });
  return (await Promise.all(answers)).flat();
}

interface Question {
  readonly expr: string;
  readonly expected: readonly ExpectedSample[];
}

function questions(slice: Slice): Question[] {
  const { runs, corrections = 0 } = slice;
  const population = new Population(runs);
  const where = `{workflow_name=~"${population.workflows.join('|')}"}`;
  const timed = population.ended().length - population.ended('lost').length;
  const steps = population.steps();
  const told = sumOf(runs, ({ events }) => events.filter(({ isInferred }) => isInferred !== true).length);
  const total = (expr: string, value: number): Question => ({
    expr,
    expected: value === 0 ? [] : [exactly(value)],
  });
  const observed = (metric: string, value: number): Question =>
    total(`histogram_count(sum(${metric}${where}))`, value);
  return [
    { expr: `sum by (workflow_run_outcome) (workflow_run_count_total${where})`, expected: outcomes(slice) },
    { expr: `sum by (workflow_run_status) (workflow_run_active${where})`, expected: active(population) },
    total(`sum(workflow_run_corrections_total${where})`, corrections),
    total(`sum(workflow_run_first_pass_total${where})`, runs.filter(({ firstPass }) => firstPass).length),
    total(`sum(workflow_step_retries_total${where})`, population.retries),
    total(
      `sum(workflow_usage_tokens_total${where})`,
      sumOf(steps, ({ step }) => step.tokens),
    ),
    total(`sum(workflow_event_missing${where})`, 0),
    observed('workflow_run_duration_seconds', timed),
    observed('workflow_step_duration_seconds', steps.length),
    observed('workflow_event_delivery_duration_seconds', told),
  ];
}

/** A run that was called lost and was not has been counted once as lost and once as what it is. */
function outcomes({ runs, corrections = 0 }: Slice): ExpectedSample[] {
  const ended = new Population(runs).by(({ outcome }) => outcome);
  const counts = new Map([...ended].map(([outcome, { runs: of }]) => [outcome, of.length]));
  counts.delete(undefined);
  if (corrections > 0) counts.set('lost', (counts.get('lost') ?? 0) + corrections);
  return [...counts].map(([outcome = '', count]) => exactly(count, { workflow_run_outcome: outcome }));
}

function active(population: Population): ExpectedSample[] {
  return ACTIVE.flatMap((status) => {
    const count = population.inStatus(status).length;
    return count === 0 ? [] : [exactly(count, { workflow_run_status: status })];
  });
}
