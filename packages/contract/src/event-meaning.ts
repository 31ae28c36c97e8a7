import type { RunEvent } from './schemas/event.ts';

/** What people say of a run, from outside of it and also after its end: no work of the run, and no sign of its life. */
export function isSaidOfRun(event: string): boolean {
  switch (event) {
    case 'workflow.run.annotated':
    case 'workflow.run.tagged':
    case 'workflow.run.rerun_requested':
      return true;
    default:
      return false;
  }
}

/**
 * Whether an event shows that its run gets on. A heartbeat shows life, an inference shows neither life nor progress, and
 * what people say is no work. An inferred `resumed` counts all the same: it takes back what its watcher had inferred.
 */
export function isProgress(event: RunEvent): boolean {
  switch (event.event) {
    case 'workflow.run.heartbeat':
    case 'workflow.run.stalled':
    case 'workflow.run.reminded':
    case 'workflow.run.lost':
      return false;
    case 'workflow.run.completed':
      return event.inferred !== true;
    default:
      return !isSaidOfRun(event.event);
  }
}

/** Whether an event comes from somebody who executes its run: heartbeats do, inferences and what people say do not. */
export function showsLife(event: RunEvent): boolean {
  switch (event.event) {
    case 'workflow.run.stalled':
    case 'workflow.run.reminded':
      return false;
    default:
      return !isSaidOfRun(event.event) && !('inferred' in event && event.inferred === true);
  }
}
