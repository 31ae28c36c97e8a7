import {
  compareMarks,
  endOf,
  isOutcome,
  markOf,
  STATE_TABLE,
  statusOf,
  type Mark,
  type RunEvent,
} from '@runlight/contract';

import type { WebhookKind } from '../api/webhooks.ts';
import type { AppliedRun } from '../ingest/take-events.ts';
import { reminderAfter } from '../watch/reminders.ts';

/** Something that webhooks are told of a run. */
export interface Notice {
  readonly kind: WebhookKind;
  /** Where in the run it happened. */
  readonly mark: Mark;
  /** The step that it is about. */
  readonly spanId: string | null;
  /** True if it takes back that the run failed: it had been called lost, and was not. */
  readonly corrects: boolean;
  /** Of a wait that was told already and still lasts. */
  readonly reminder?: { readonly waitId: string; readonly number: number };
}

/** What new events made of a run, in the order in which it happened. */
export function noticesOf(run: AppliedRun): Notice[] {
  const { before, state, events } = run;
  const status = statusOf(state);
  const wasLost = before === 'lost';
  const wasOver = before !== null && isOutcome(before) && !wasLost;
  const notices = events.flatMap((event) => noticeOf(event, wasOver) ?? []);
  const end = endOf(state);
  if (end !== null && status !== before) {
    const kind = `run.${STATE_TABLE[end.outcome].record}` as const;
    notices.push({ kind, mark: end.mark, spanId: null, corrects: wasLost });
  }
  notices.sort((a, b) => compareMarks(a.mark, b.mark));
  if (end !== null || !wasLost) return notices;
  const lives = { kind: 'run.started', mark: firstOf(events), spanId: null, corrects: true } as const;
  return [lives, ...notices.filter(({ kind }) => kind !== 'run.started')];
}

/** Of a run that had ended only steps are told: what else comes late, its end has overtaken. */
function noticeOf(event: RunEvent, wasOver: boolean): Notice | undefined {
  const mark = markOf(event);
  switch (event.event) {
    case 'workflow.step.completed':
      return { kind: 'step.completed', mark, spanId: event.span_id, corrects: false };
    case 'workflow.step.failed':
      return { kind: 'step.failed', mark, spanId: event.span_id, corrects: false };
    case 'workflow.run.running':
      return wasOver ? undefined : { kind: 'run.started', mark, spanId: null, corrects: false };
    case 'workflow.run.waiting':
      if (wasOver || event.wait_kind !== 'human') return undefined;
      return { kind: 'run.waiting_human', mark, spanId: null, corrects: false };
    case 'workflow.run.reminded': {
      if (wasOver || event.wait_kind !== 'human') return undefined;
      const reminder = { waitId: event.wait_id, number: reminderAfter(event.waited_ms) };
      return { kind: 'run.waiting_human', mark, spanId: null, corrects: false, reminder };
    }
    default:
      return undefined;
  }
}

function firstOf(events: readonly RunEvent[]): Mark {
  return events.map((event) => markOf(event)).reduce((a, b) => (compareMarks(b, a) < 0 ? b : a));
}
