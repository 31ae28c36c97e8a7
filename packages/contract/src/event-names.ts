/** The prefix that every lifecycle event's name starts with. */
export const EVENT_PREFIX = 'workflow.';

export type EventSeverity = 'INFO' | 'WARN' | 'ERROR';

/** The closed `event_type` vocabulary of OA04.3 (and OA04.3.1 section 4). */
export const OA04_EVENT_TYPES = [
  'step_started',
  'step_completed',
  'step_failed',
  'artifact_recorded',
  'gate_requested',
  'gate_resolved',
  'rollback_completed',
  'runner_started',
  'runner_completed',
  'route_selected',
  'step_waiting',
  'step_blocked',
  'status_updated',
] as const;
export type Oa04EventType = (typeof OA04_EVENT_TYPES)[number];

interface EventKind {
  readonly severity: EventSeverity;
  readonly oa04: Oa04EventType;
}

const kind = (severity: EventSeverity, oa04: Oa04EventType = 'status_updated'): EventKind => ({
  severity,
  oa04,
});

/**
 * Every event of the family: its name (the `event` discriminator), its severity, and the OA04.3 `event_type` it is
 * written under.
 *
 * A failure that the handler reported itself is WARN, see {@link severityOf}.
 */
export const EVENTS = {
  'workflow.run.queued': kind('INFO'),
  'workflow.run.running': kind('INFO'),
  'workflow.run.waiting': kind('WARN'),
  'workflow.run.blocked': kind('WARN'),
  'workflow.run.resumed': kind('INFO'),
  'workflow.run.stalled': kind('WARN'),
  'workflow.run.reminded': kind('WARN'),
  'workflow.run.heartbeat': kind('INFO'),
  'workflow.run.cancelling': kind('INFO'),
  'workflow.run.handed_off': kind('INFO'),
  'workflow.run.dispatch_refused': kind('INFO'),
  'workflow.run.enqueue_failed': kind('ERROR'),
  'workflow.run.succeeded': kind('INFO'),
  'workflow.run.incomplete': kind('WARN'),
  'workflow.run.failed': kind('ERROR'),
  'workflow.run.cancelled': kind('WARN'),
  'workflow.run.timed_out': kind('ERROR'),
  'workflow.run.lost': kind('ERROR'),
  'workflow.run.completed': kind('INFO'),
  'workflow.run.annotated': kind('INFO'),
  'workflow.run.tagged': kind('INFO'),
  'workflow.run.rerun_requested': kind('INFO'),
  'workflow.step.started': kind('INFO', 'step_started'),
  'workflow.step.waiting': kind('WARN', 'step_waiting'),
  'workflow.step.blocked': kind('WARN', 'step_blocked'),
  'workflow.step.resumed': kind('INFO'),
  'workflow.step.retrying': kind('WARN'),
  'workflow.step.completed': kind('INFO', 'step_completed'),
  'workflow.step.failed': kind('ERROR', 'step_failed'),
  'workflow.step.skipped': kind('INFO'),
  'workflow.step.cancelled': kind('WARN', 'step_failed'),
  'workflow.runner.started': kind('INFO', 'runner_started'),
  'workflow.runner.completed': kind('INFO', 'runner_completed'),
  'workflow.route.selected': kind('INFO', 'route_selected'),
  'workflow.gate.requested': kind('INFO', 'gate_requested'),
  'workflow.gate.resolved': kind('INFO', 'gate_resolved'),
  'workflow.rollback.completed': kind('INFO', 'rollback_completed'),
  'workflow.artifact.recorded': kind('INFO', 'artifact_recorded'),
} as const satisfies Record<string, EventKind>;

export type EventName = keyof typeof EVENTS;

/** All event names, in the order in which they are documented. */
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[]; // the keys are exactly EventName by the line above

/** Tells whether `name` is one of {@link EVENT_NAMES}. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(EVENTS, name);
}

/** The severity of an event; a failure that the handler reported instead of throwing is a warning. */
export function severityOf(event: {
  readonly event: EventName;
  readonly reported?: boolean | undefined;
}): EventSeverity {
  return event.reported === true ? 'WARN' : EVENTS[event.event].severity;
}

/** OpenTelemetry's severity numbers of the three severities that the family uses. */
export const SEVERITY_NUMBERS: Readonly<Record<EventSeverity, number>> = { INFO: 9, WARN: 13, ERROR: 17 };
