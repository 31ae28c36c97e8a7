import type { Json } from '@runlight/contract';

import { ServerError } from '../server-api.ts';

/** A run that somebody asked for, as its worker gets it. */
export interface WorkItem {
  readonly id: string;
  /** Of the run that it will be. */
  readonly runId: string;
  readonly workflow: string;
  readonly rerunOf: string | undefined;
  readonly inputs: Json;
  readonly from: 'start' | 'failed_step';
  /** From the failed step on: the labels (`extract`, with a key `extract:a.pdf`) of the steps that are done already. */
  readonly completedSteps: readonly string[];
  /** Who asked for it, why, and what they noted. */
  readonly actor: string;
  readonly reason: string | undefined;
  readonly note: string | undefined;
  readonly tags: readonly string[];
  /** Counts the workers that were given it, from 1. */
  readonly attempt: number;
  /** @internal Counts the runs for the same piece of work, from 1. */
  readonly runAttempt: number;
  /** @internal */
  readonly tenant: string | undefined;
  /** @internal */
  readonly businessEventId: string | undefined;
  /** @internal When a worker before had begun the run, which then is taken over; undefined for one to be started. */
  readonly begunAt: string | undefined;
}

/** Reads an item as a server gives it. Throws a {@link ServerError} for what is none. */
export function readWorkItem(answer: unknown): WorkItem {
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>; // each is checked
  return {
    id: required('item_id'),
    runId: required('run_id'),
    workflow: required('workflow_name'),
    rerunOf: text('rerun_of'),
    inputs: (fields['inputs'] ?? null) as Json, // it was parsed from JSON
    from: fields['from'] === 'failed_step' ? 'failed_step' : 'start',
    completedSteps: texts('completed_steps'),
    actor: text('actor') ?? 'system',
    reason: text('reason'),
    note: text('note'),
    tags: texts('tags'),
    attempt: count('attempt'),
    runAttempt: count('run_attempt'),
    tenant: text('tenant_id'),
    businessEventId: text('business_event_id'),
    begunAt: text('begun_at'),
  };

  function text(name: string): string | undefined {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  }
  function required(name: string): string {
    const value = text(name);
    if (value === undefined) throw new ServerError('unknown_work', `The server gave work without ${name}`);
    return value;
  }
  function texts(name: string): string[] {
    const value = fields[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }
  function count(name: string): number {
    const value = fields[name];
    return typeof value === 'number' && value >= 1 ? Math.floor(value) : 1;
  }
}
