import type { Context } from '@opentelemetry/api';
import { EVENT_CONTEXT_KEY, type WorkflowEvent } from '@runlight/contract';

/**
 * The context that an event's log record is emitted with: the place's own, and the event for processors that ask for it.
 * It is put together only then, and once.
 */
export class EventContext implements Context {
  readonly #inner: Context;
  readonly #make: () => WorkflowEvent;
  #event: WorkflowEvent | undefined;

  constructor(inner: Context, make: () => WorkflowEvent) {
    this.#inner = inner;
    this.#make = make;
  }

  getValue(key: symbol): unknown {
    return key === EVENT_CONTEXT_KEY ? (this.#event ??= this.#make()) : this.#inner.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#inner.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#inner.deleteValue(key);
  }
}
