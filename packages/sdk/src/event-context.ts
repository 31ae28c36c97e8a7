import type { Context } from '@opentelemetry/api';
import { EVENT_CONTEXT_KEY, formatTimestamp, type WorkflowEvent } from '@runlight/contract';

/**
 * The context that an event's log record is emitted with: the place's own, and the event for processors that ask for it.
 * Only then is the time written out, which nobody else needs as text.
 */
export class EventContext implements Context {
  readonly #inner: Context;
  readonly #event: WorkflowEvent;
  readonly #atMs: number;

  constructor(inner: Context, event: WorkflowEvent, atMs: number) {
    this.#inner = inner;
    this.#event = event;
    this.#atMs = atMs;
  }

  getValue(key: symbol): unknown {
    if (key !== EVENT_CONTEXT_KEY) return this.#inner.getValue(key);
    if (this.#event.timestamp === '') this.#event.timestamp = formatTimestamp(this.#atMs);
    return this.#event;
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#inner.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#inner.deleteValue(key);
  }
}
