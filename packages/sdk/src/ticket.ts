import type { RunDescription } from './options.ts';

/** What a queue carries to the worker that will execute a run: plain JSON. Made by `queueRun`. */
export interface Ticket {
  readonly runId: string;
  readonly traceId: string;
  /** ISO 8601; the worker measures the time in the queue from it. */
  readonly queuedAt: string;
  /** W3C Trace Context and Baggage of the run, for queues that pass headers on. */
  readonly carrier: { readonly traceparent: string; readonly baggage: string };
  /** The run's description but for its inputs, which stay in its events. */
  readonly description: Omit<RunDescription, 'inputs'>;
  readonly queue?: string | undefined;
  /** The span and the run that queued it. */
  readonly caller?:
    | { readonly traceId: string; readonly spanId: string; readonly runId?: string | undefined }
    | undefined;
}
