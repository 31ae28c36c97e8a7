import { diag } from '@opentelemetry/api';
import { parseTimestamp, type Json } from '@runlight/contract';
import { resumeRun, withRun, type JoinOptions, type Run, type RunOptions } from '@runlight/sdk';

import type { WorkItem } from './work-item.ts';

/** What a workflow gets to know of the work, beside its inputs. */
export interface Work {
  /** Where the run shall begin: `failed_step` leaves out what `item.completedSteps` names. */
  readonly from: WorkItem['from'];
  readonly item: WorkItem;
  /**
   * Aborts when this process has to let go of the run, because its lease was lost or the worker stops: a workflow that
   * throws then has not failed, and another worker takes its run over.
   */
  readonly signal: AbortSignal;
}

/** A workflow, as a worker executes it. */
export type ServedWorkflow = (run: Run, inputs: Json, work: Work) => unknown;

/**
 * Executes an item as the run that it is; `let_go` if the workflow left it to another worker. How the run ended is told
 * by the run: nothing is thrown.
 */
export async function executeItem(
  item: WorkItem,
  workflow: ServedWorkflow,
  signal: AbortSignal,
): Promise<'done' | 'let_go'> {
  let letGo = false;
  const work: Work = { from: item.from, item, signal };
  const body = async (run: Run): Promise<void> => {
    try {
      await workflow(run, item.inputs, work);
    } catch (error) {
      letGo = signal.aborted && !run.signal.aborted;
      if (letGo) run.handOff({ target: 'another worker', reason: reasonOf(signal) });
      throw error;
    }
  };
  try {
    await (item.begunAt === undefined
      ? withRun(startOf(item), body)
      : resumeRun(item.runId, body, takeOverOf(item, item.begunAt)));
  } catch (error) {
    diag.debug(`runlight: run ${item.runId} did not succeed`, error);
  }
  return letGo ? 'let_go' : 'done';
}

function startOf(item: WorkItem): RunOptions {
  return {
    id: item.runId,
    workflow: item.workflow,
    tenant: item.tenant,
    businessEventId: item.businessEventId,
    actor: item.actor,
    tags: item.tags,
    inputs: item.inputs ?? undefined,
    rerunOf: item.rerunOf,
    attempt: item.runAttempt,
  };
}

function takeOverOf({ workflow, tenant, rerunOf }: WorkItem, begunAt: string): JoinOptions {
  return { workflow, tenant, rerunOf, startedAtMs: parseTimestamp(begunAt) };
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}
