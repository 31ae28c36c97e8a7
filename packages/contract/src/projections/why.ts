import type { WaitKind } from '../decisions.ts';
import { durationText } from '../duration-text.ts';
import type { RunEnd, RunState } from '../run-state.ts';
import {
  abandonedSteps,
  currentHold,
  currentStep,
  endOf,
  statusOf,
  stepLabel,
  waitingMs,
} from '../run-view.ts';
import type { ErrorInfo } from '../schemas/fields.ts';
import type { StepRef } from '../step-state.ts';
import { parseTimestamp } from '../timestamp.ts';

const QUOTE_LIMIT = 300;

/**
 * One sentence on why a run is as it is: what failed and after how many attempts, who is waited for and since when,
 * what a blocked run needs, when a lost run was last heard of.
 *
 * With `now` (epoch milliseconds) it also says how long ago that was; without, it stays true.
 */
export function whyOf(state: RunState, now?: number): string {
  const end = endOf(state);
  const status = statusOf(state);
  const at = (timestamp: string | null): string => since(timestamp, now);
  switch (status) {
    case 'queued':
      return `Queued${at(state.queued_at)}${about(' on ', state.descriptor.queue)}; nothing has started it yet`;
    case 'running':
      return whyRunning(state, now);
    case 'waiting':
    case 'blocked':
      return whyHeld(state, now);
    case 'stalled':
      return whyStalled(state, now);
    case 'cancelling': {
      const { mark, actor, reason } = state.cancelling ?? { mark: [''], actor: null, reason: null };
      return `Being cancelled${about(' by ', actor)}${at(mark[0])}${about(': ', reason)}`;
    }
    case 'succeeded':
    case 'incomplete':
    case 'failed':
    case 'cancelled':
    case 'timed_out':
    case 'lost':
      return end === null ? '' : whyEnded(state, end, now); // these are the states that an end brings
  }
}

function whyRunning(state: RunState, now: number | undefined): string {
  const step = currentStep(state);
  if (step === null && state.handed_off !== null) {
    const { mark, target, reason } = state.handed_off;
    return `Handed off${about(' to ', target)}${since(mark[0], now)}${about(': ', reason)}`;
  }
  if (step === null) {
    return `Running${since(state.started?.[0] ?? null, now)}; no step runs${
      state.last_completed_step === null
        ? ' yet'
        : `, the last one was ${stepLabel(state.last_completed_step)}`
    }`;
  }
  const failure = state.last_failure;
  const before =
    failure !== null && failure.name === step.name && failure.key === step.key
      ? `, after: ${errorText(failure.error)}`
      : '';
  const attempt = step.attempt > 1 ? `, attempt ${step.attempt},` : '';
  return `Step ${stepLabel(step)}${attempt} runs${since(step.started?.[0] ?? null, now)}${before}`;
}

function whyStalled(state: RunState, now: number | undefined): string {
  const seen = state.heartbeat?.mark[0] ?? state.stalled?.last_seen_at ?? null;
  const heartbeat = seen === null ? 'no heartbeat' : `last heartbeat ${when(seen, now)}`;
  const silence = `No sign of progress${inStep(currentStep(state))}${since(state.progress?.[0] ?? null, now)}`;
  return `${silence}, ${heartbeat}${about(': ', state.stalled?.reason)}`;
}

const WAITED_FOR: Readonly<Record<WaitKind, string>> = {
  human: 'a person',
  policy: 'a policy decision',
  timer: 'a timer',
  external: 'something outside',
};

function whyHeld(state: RunState, now: number | undefined): string {
  const hold = currentHold(state);
  if (hold === null) return '';
  const step = hold.step === null ? '' : ` in step ${hold.step}`;
  const until = hold.until === null ? '' : `, until ${utc(hold.until)}`;
  if (hold.status === 'blocked') {
    return `Blocked${step}${since(hold.mark[0], now)}${about(': ', hold.reason)}${about('; it needs ', hold.needs)}`;
  }
  return `Waits for ${WAITED_FOR[hold.kind ?? 'external']}${step}${since(hold.mark[0], now)}${until}${about(': ', hold.reason)}`;
}

function whyEnded(state: RunState, end: RunEnd, now: number | undefined): string {
  const took = durationText(end.duration_ms);
  switch (end.outcome) {
    case 'succeeded': {
      const waited = waitingMs(state, 0);
      const waiting = waited >= 1 ? `, ${durationText(waited)} of it waiting` : '';
      const retries = state.retries === 0 ? '' : `, with ${counted(state.retries, 'retry', 'retries')}`;
      return `Succeeded in ${took}${waiting}${retries}`;
    }
    case 'incomplete':
      return `Ended incomplete after ${took}${about(': ', end.reason)}`;
    case 'failed':
      return `${failureText(state, end)}${about(' (', end.reason)}${end.reason === null ? '' : ')'}${about(': ', end.error && errorText(end.error))}`;
    case 'cancelled':
      return `Cancelled after ${took}${about(' by ', end.actor)}${about(': ', end.reason)}`;
    case 'timed_out': {
      const step = end.failed_step ?? abandonedSteps(state)[0] ?? null;
      return `Timed out after ${took}${inStep(step)}${about(': ', end.error?.message)}`;
    }
    case 'lost': {
      const heartbeat = state.heartbeat?.mark[0] ?? null;
      const seen = heartbeat ?? end.last_seen_at ?? state.progress?.[0] ?? null;
      const what = heartbeat === null ? 'last sign of life' : 'last heartbeat';
      const step = abandonedSteps(state)[0] ?? null;
      return `Lost${inStep(step)}, ${what} ${seen === null ? 'unknown' : when(seen, now)}${about(': ', end.error?.message)}`;
    }
  }
}

function failureText(state: RunState, end: RunEnd): string {
  const step = end.failed_step;
  if (step === null) return end.reported ? 'Reported as failed' : 'Failed';
  const failure = state.last_failure;
  const retries = failure !== null && failure.span_id === step.span_id ? failure.retries : 0;
  const tries = step.attempt + retries;
  return `Step ${stepLabel(step)} failed${tries > 1 ? ` after ${tries} attempts` : ''}`;
}

function errorText({ type, message }: ErrorInfo): string {
  const [line = ''] = message.split('\n', 1);
  const text = line.length > QUOTE_LIMIT ? `${line.slice(0, QUOTE_LIMIT)}…` : line;
  return type === 'Error' || text.includes(type) ? text : `${type}: ${text}`;
}

function inStep(step: Pick<StepRef, 'name' | 'key'> | null): string {
  return step === null ? '' : ` in step ${stepLabel(step)}`;
}

function since(timestamp: string | null, now: number | undefined): string {
  return timestamp === null ? '' : ` since ${when(timestamp, now)}`;
}

function when(timestamp: string, now: number | undefined): string {
  if (now === undefined) return utc(timestamp);
  return `${utc(timestamp)} (${durationText(Math.max(0, now - parseTimestamp(timestamp)))} ago)`;
}

function utc(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`;
}

function about(before: string, text: string | null | undefined): string {
  return text == null ? '' : before + text;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
