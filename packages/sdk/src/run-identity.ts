import type { Attributes, Context, Span, SpanContext } from '@opentelemetry/api';
import { ATTR } from '@runlight/contract';

import type { RunClock } from './clock.ts';
import { currentScope } from './scope.ts';

/** What a run is, once its ids are known. */
export interface RunIdentity {
  readonly id: string;
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly workflow: string;
  readonly tenant: string | undefined;
  readonly rerunOf: string | undefined;
  /** The tags that the run begins with. */
  readonly tags: readonly string[];
  /** The root span, if this process makes it from the start, and the context below it. */
  readonly span: Span | undefined;
  readonly context: Context;
  /** The step of another process that this one works for. */
  readonly parentSpanId: string | undefined;
  /** A guest adds steps to a run that another process owns; only the owner ends it. */
  readonly role: 'owner' | 'guest';
  readonly startedAtMs: number;
  readonly queueWaitMs: number | undefined;
  readonly heartbeatMs: number;
  readonly clock: RunClock;
  /** What a root span that is made at the end needs to know of the run's start. */
  readonly resumed?:
    | { readonly rootAttributes: Attributes; readonly caller: SpanContext | undefined }
    | undefined;
}

/** The identity of the run and step that code runs in, as attributes for its spans and log records. */
export type RunIdentityAttributes = Readonly<Record<string, string>>;

/** The identity of the run and step of a context, else of the code that runs now; undefined outside of any run. */
export function currentRunIdentity(otelContext?: Context): RunIdentityAttributes | undefined {
  const scope = currentScope(otelContext);
  if (scope === undefined) return undefined;
  const { run, step } = scope;
  const attributes: Record<string, string> = { [ATTR.WORKFLOW_NAME]: run.workflow, [ATTR.RUN_ID]: run.id };
  if (step === undefined) return attributes;
  attributes[ATTR.STEP_ID] = step.id;
  attributes[ATTR.STEP_NAME] = step.name;
  return attributes;
}
