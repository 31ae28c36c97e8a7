import { ATTR } from '@runlight/contract';
import type { Stack, TraceSpan } from '@runlight/testing/stack';

import type { ExpectedRun } from '../population/expected-run.ts';

/** Questions that Tempo is asked at a time. */
const CONCURRENCY = 8;
const MS = 1_000_000n;

/**
 * In what the traces differ from what is expected: each run is one trace, whose id follows from the run's, with exactly
 * one root if the run has ended, and the spans of its steps below it.
 */
export async function traceFaults(stack: Stack, runs: readonly ExpectedRun[]): Promise<string[]> {
  const waiting = [...runs];
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
      const spans = await stack.queryTempo.trace(run.traceId);
      faults.push(...faultsOf(spans, run).map((fault) => `${run.key}: ${fault}`));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return faults;
}

function faultsOf(spans: readonly TraceSpan[], run: ExpectedRun): string[] {
  return [...rootFaults(spans, run), ...stepFaults(spans, run), ...identityFaults(spans, run)];
}

function rootFaults(spans: readonly TraceSpan[], run: ExpectedRun): string[] {
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  const [root] = roots;
  if (roots.length !== (run.hasRootSpan ? 1 : 0)) return [`${roots.length} roots`];
  if (root === undefined) return [];
  const faults: string[] = [];
  if (root.spanId !== run.rootSpanId) faults.push(`the root is ${root.spanId}`);
  if (root.name !== run.workflow) faults.push(`the root is called ${root.name}`);
  const outcome = root.attributes[ATTR.RUN_OUTCOME];
  if (outcome !== run.outcome && !(outcome === 'lost' && run.wasCalledLost === true))
    faults.push(`the root tells ${String(outcome)} instead of ${run.outcome}`);
  const duration = root.endTimeUnixNano - root.startTimeUnixNano;
  if (run.durationMs !== undefined && duration !== BigInt(run.durationMs) * MS)
    faults.push(`the root lasts ${duration} ns`);
  return faults;
}

function stepFaults(spans: readonly TraceSpan[], run: ExpectedRun): string[] {
  const steps = spans.filter(({ spanId }) => spanId !== run.rootSpanId);
  const told = (name: unknown, durationMs: number): string => `${String(name)} of ${durationMs} ms`;
  const found = steps
    .map(({ attributes, startTimeUnixNano, endTimeUnixNano }) =>
      told(attributes[ATTR.STEP_NAME], Number(endTimeUnixNano - startTimeUnixNano) / 1e6),
    )
    .toSorted();
  const wanted = run.steps.map(({ name, durationMs }) => told(name, durationMs)).toSorted();
  const faults = found.join() === wanted.join() ? [] : [`steps ${found.join()} instead of ${wanted.join()}`];
  const ids = new Set([run.rootSpanId, ...spans.map(({ spanId }) => spanId)]);
  const orphans = steps.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  return [...faults, ...orphans.map(({ name }) => `${name} belongs to nothing`)];
}

function identityFaults(spans: readonly TraceSpan[], { runId }: ExpectedRun): string[] {
  return spans
    .filter(({ attributes }) => attributes[ATTR.RUN_ID] !== runId)
    .map(({ name, attributes }) => `span ${name} is of run ${String(attributes[ATTR.RUN_ID])}`);
}
