import { durationText } from './duration-text.ts';
import type { WorkflowEvent } from './schemas/event.ts';

/** An event as one plain sentence, as a log record's body and on a terminal. Holds only what the event holds. */
export function sentenceOf(event: WorkflowEvent): string {
  if ('step_seq' in event) return stepSentence(event);
  const run = `Run of ${event.workflow_name}`;
  switch (event.event) {
    case 'workflow.run.queued':
      return `${run} was queued${on(event.queue, ' on ')}`;
    case 'workflow.run.running':
      return `${run} started${event.queue_wait_ms === undefined ? '' : ` after ${durationText(event.queue_wait_ms)} in the queue`}`;
    case 'workflow.run.waiting':
      return `${run} waits (${event.wait_kind})${because(event.reason)}`;
    case 'workflow.run.blocked':
      return `${run} is blocked${because(event.reason)}${on(event.needs, '; it needs ')}`;
    case 'workflow.run.resumed':
      if (event.inferred === true) return `${run} is heard of again${because(event.reason)}`;
      return event.wait_id === undefined
        ? `${run} was resumed by another process${because(event.reason)}`
        : `${run} goes on after ${durationText(event.waited_ms)}`;
    case 'workflow.run.stalled':
      return `${run} shows no progress${on(event.last_seen_at, ' since ')}${because(event.reason)}`;
    case 'workflow.run.reminded': {
      const held = event.wait_kind === undefined ? 'is still blocked' : `still waits (${event.wait_kind})`;
      return `${run} ${held} after ${durationText(event.waited_ms)}${because(event.reason)}`;
    }
    case 'workflow.run.heartbeat':
      return `${run} is alive`;
    case 'workflow.run.cancelling':
      return `${run} is being cancelled${on(event.actor, ' by ')}${because(event.reason)}`;
    case 'workflow.run.handed_off':
      return `${run} was handed off${on(event.target, ' to ')}${because(event.reason)}`;
    case 'workflow.run.dispatch_refused':
      return `${run} was refused at dispatch${because(event.reason)}`;
    case 'workflow.run.enqueue_failed':
      return `${run} could not be queued: ${event.error.message}`;
    case 'workflow.run.succeeded':
      return `${run} succeeded in ${durationText(event.duration_ms)}`;
    case 'workflow.run.incomplete':
      return `${run} ended incomplete after ${durationText(event.duration_ms)}: ${event.reason}`;
    case 'workflow.run.failed':
      return `${run} failed after ${durationText(event.duration_ms)}${on(event.failed_step, ' in step ')}: ${event.error.message}`;
    case 'workflow.run.cancelled':
      return `${run} was cancelled after ${durationText(event.duration_ms)}${on(event.actor, ' by ')}${because(event.reason)}`;
    case 'workflow.run.timed_out':
      return `${run} timed out after ${durationText(event.duration_ms)}`;
    case 'workflow.run.lost':
      return `${run} was lost: ${event.error.message}`;
    case 'workflow.run.completed':
      return `${run} ended: ${event.outcome}`;
    case 'workflow.run.annotated':
      return `${event.actor ?? 'Somebody'} noted: ${event.note}`;
    case 'workflow.run.tagged':
      return `Tags changed:${event.add.map((tag) => ` +${tag}`).join('')}${event.remove.map((tag) => ` -${tag}`).join('')}`;
    case 'workflow.run.rerun_requested':
      return `A re-run was requested${on(event.actor, ' by ')}${because(event.reason)}`;
    case 'workflow.route.selected':
      return `${event.from_step ?? 'Run'} goes on with ${event.target}${because(event.reason ?? event.decision)}`;
  }
}

type StepEvent = Extract<WorkflowEvent, { step_seq: number }>;

function stepSentence(event: StepEvent): string {
  const label = event.step_key === undefined ? event.step_name : `${event.step_name}:${event.step_key}`;
  const step = `Step ${label}`;
  switch (event.event) {
    case 'workflow.step.started':
      return event.attempt > 1 ? `${step} started, attempt ${event.attempt}` : `${step} started`;
    case 'workflow.step.waiting':
      return `${step} waits (${event.wait_kind})${because(event.reason)}`;
    case 'workflow.step.blocked':
      return `${step} is blocked${because(event.reason)}`;
    case 'workflow.step.resumed':
      return `${step} goes on after ${durationText(event.waited_ms)}`;
    case 'workflow.step.retrying':
      return `${step} tries again: ${event.error.message}`;
    case 'workflow.step.completed':
      return `${step} completed in ${durationText(event.duration_ms)}`;
    case 'workflow.step.failed':
      return `${step} failed after ${durationText(event.duration_ms)}: ${event.error.message}`;
    case 'workflow.step.skipped':
      return `${step} was skipped${because(event.reason)}`;
    case 'workflow.step.cancelled':
      return `${step} was cancelled after ${durationText(event.duration_ms)}${because(event.reason)}`;
    case 'workflow.runner.started':
      return `${step} started runner ${event.runner}`;
    case 'workflow.runner.completed':
      return `Runner ${event.runner} of step ${label} ended with ${event.exit_code === undefined ? event.termination : `exit code ${event.exit_code}`}`;
    case 'workflow.gate.requested':
      return `Gate ${event.gate} asks for a decision (${event.wait_kind})${because(event.reason)}`;
    case 'workflow.gate.resolved':
      return `Gate ${event.gate} was ${event.gate_outcome.replace('_', ' ')}${on(event.actor, ' by ')}${because(event.note)}`;
    case 'workflow.rollback.completed':
      return `${step} rolled back${on(event.target, ' to ')}${because(event.reason)}`;
    case 'workflow.artifact.recorded':
      return `${step} recorded ${event.role} at ${event.path}`;
  }
}

function on(text: string | undefined, before: string): string {
  return text === undefined ? '' : before + text;
}

function because(reason: string | undefined): string {
  return on(reason, ': ');
}
