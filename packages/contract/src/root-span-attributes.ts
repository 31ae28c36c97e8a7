import { ATTR } from './attributes.ts';
import type { EventAttributes, EventAttributeValue } from './event-attributes.ts';
import type { RunDescriptor } from './run-state.ts';
import type { ErrorInfo } from './schemas/fields.ts';
import type { RunOutcome } from './states.ts';

type ShownField = Exclude<
  keyof RunDescriptor,
  'trace_id' | 'root_span_id' | 'inputs' | 'queue' | 'queue_wait_ms' | 'worktree_path' | 'timeout_ms'
>;
/** What a root span shows of the fields that describe a run; of an opening event, or of a run's state. */
export type RootSpanFields = { readonly [Field in ShownField]?: RunDescriptor[Field] | undefined };

/** The attributes of a run's root span from its start on. No tags are no attribute. */
export function rootSpanAttributes(runId: string, workflow: string, fields: RootSpanFields): EventAttributes {
  return given({
    [ATTR.WORKFLOW_NAME]: workflow,
    [ATTR.WORKFLOW_VERSION]: fields.workflow_version,
    [ATTR.RUN_ID]: runId,
    [ATTR.ENVIRONMENT]: fields.environment,
    [ATTR.TENANT_ID]: fields.tenant_id,
    [ATTR.BUSINESS_EVENT_ID]: fields.business_event_id,
    [ATTR.ACTOR]: fields.actor,
    [ATTR.TAGS]: fields.tags?.length === 0 ? null : fields.tags,
    [ATTR.RUN_RERUN_OF]: fields.rerun_of,
    [ATTR.RUN_PARENT_ID]: fields.parent_run_id,
    [ATTR.RUN_ATTEMPT]: fields.run_attempt,
    [ATTR.CALLER_TRACE_ID]: fields.caller_trace_id,
    [ATTR.CALLER_SPAN_ID]: fields.caller_span_id,
  });
}

/** What a root span says once its run has ended. */
export interface RootSpanOutcome {
  readonly outcome: RunOutcome;
  readonly durationMs: number;
  readonly waitingMs: number;
  readonly error: ErrorInfo | null | undefined;
  /** The tags that the run has now; none at all if there never were any to take back. */
  readonly tags: string[] | null | undefined;
}

/** The attributes that a run's root span gets at its end. */
export function rootSpanEndAttributes(end: RootSpanOutcome): EventAttributes {
  return given({
    [ATTR.RUN_STATUS]: end.outcome,
    [ATTR.RUN_OUTCOME]: end.outcome,
    [ATTR.RUN_DURATION_MS]: end.durationMs,
    [ATTR.RUN_WAITING_MS]: end.waitingMs,
    [ATTR.TAGS]: end.tags,
    [ATTR.ERROR_TYPE]: end.error?.type,
    [ATTR.ERROR_CATEGORY]: end.error?.category,
  });
}

function given(values: Readonly<Record<string, EventAttributeValue | null | undefined>>): EventAttributes {
  const attributes: EventAttributes = {};
  for (const name in values) {
    const value = values[name];
    if (value !== null && value !== undefined) attributes[name] = value;
  }
  return attributes;
}
