import { z } from 'zod';

import * as run from './run-event.ts';
import * as step from './step-event.ts';

const runEvents = [
  run.RunQueuedSchema,
  run.RunRunningSchema,
  run.RunWaitingSchema,
  run.RunBlockedSchema,
  run.RunResumedSchema,
  run.RunStalledSchema,
  run.RunRemindedSchema,
  run.RunHeartbeatSchema,
  run.RunCancellingSchema,
  run.RunHandedOffSchema,
  run.RunEnqueueFailedSchema,
  run.RunSucceededSchema,
  run.RunIncompleteSchema,
  run.RunFailedSchema,
  run.RunCancelledSchema,
  run.RunTimedOutSchema,
  run.RunLostSchema,
  run.RunCompletedSchema,
  run.RunAnnotatedSchema,
  run.RunTaggedSchema,
  run.RunRerunRequestedSchema,
  run.RouteSelectedSchema,
] as const;

const stepEvents = [
  step.StepStartedSchema,
  step.StepWaitingSchema,
  step.StepBlockedSchema,
  step.StepResumedSchema,
  step.StepRetryingSchema,
  step.StepCompletedSchema,
  step.StepFailedSchema,
  step.StepSkippedSchema,
  step.StepCancelledSchema,
  step.RunnerStartedSchema,
  step.RunnerCompletedSchema,
  step.GateRequestedSchema,
  step.GateResolvedSchema,
  step.RollbackCompletedSchema,
  step.ArtifactRecordedSchema,
] as const;

/** An event of a step: it names its span. */
export const StepEventSchema = z.discriminatedUnion('event', stepEvents);
export type StepEvent = z.infer<typeof StepEventSchema>;

/** Any event that belongs to a run: what `reduce` folds and a line of `events.ndjson` holds. */
export const RunEventSchema = z.discriminatedUnion('event', [...runEvents, ...stepEvents]);
export type RunEvent = z.infer<typeof RunEventSchema>;

/** Any event of the family; only `dispatch_refused` belongs to no run. */
export const WorkflowEventSchema = z.discriminatedUnion('event', [
  ...runEvents,
  ...stepEvents,
  run.RunDispatchRefusedSchema,
]);
export type WorkflowEvent = z.infer<typeof WorkflowEventSchema>;

/** The event with a given name. */
export type EventOf<Name extends WorkflowEvent['event']> = Extract<WorkflowEvent, { event: Name }>;
