import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { diag } from '@opentelemetry/api';
import { RunlightError } from '@runlight/contract';

import { ServerError, serverFrom, type ServerOptions } from '../server-api.ts';
import { Backoff } from '../delivery/backoff.ts';
import { completesWithin } from '../time-limit.ts';
import { Warnings } from '../warnings.ts';
import { executeItem, type ServedWorkflow } from './execute-item.ts';
import { WorkQueue, type ClaimedItem } from './work-queue.ts';

export interface ServeRunsOptions extends ServerOptions {
  /** What this process can execute, by the workflow's name. */
  readonly workflows: Readonly<Record<string, ServedWorkflow>>;
  /** How many runs at once. Default 1. */
  readonly concurrency?: number | undefined;
  /** What the worker is called. Default: host and process id. */
  readonly name?: string | undefined;
}

/** A process that executes runs that are asked for at a server. */
export interface RunWorker {
  /**
   * Takes no more work and resolves when nothing of it runs here. What runs is finished; after `graceMs` (default: never)
   * its `signal` aborts, and what then throws is given back for another worker to take over.
   */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A lease is kept by so many signs of life: one that is lost does not lose it. */
const BEATS_PER_LEASE = 3;

/**
 * Executes the runs that are asked for at a Runlight server, each as the run that it is: with its own id, linked to the
 * run that it repeats. Keeps the process alive until it is stopped.
 *
 * An item belongs to this process alone as long as its lease is kept; the server gives it to another worker when this
 * one is not heard of for a lease. A server that is away is asked again and again. Throws `server_needed` if none is
 * named, `invalid_server_url` and `nothing_to_serve`.
 */
export function serveRuns(options: ServeRunsOptions): RunWorker {
  const api = serverFrom(options);
  if (api === undefined) {
    throw new RunlightError('server_needed', 'Name a server: serverUrl, or the variable RUNLIGHT_SERVER_URL');
  }
  const names = Object.keys(options.workflows);
  if (names.length === 0) throw new RunlightError('nothing_to_serve', 'Name at least one workflow');
  const queue = new WorkQueue(api, options.name ?? `${hostname()}:${process.pid}`, names);
  const workflows = new Map(Object.entries(options.workflows));
  const worker = new Worker(queue, workflows, Math.max(1, Math.floor(options.concurrency ?? 1)));
  const stop: RunWorker['stop'] = ({ graceMs } = {}) => worker.stop(graceMs);
  return { stop, [Symbol.asyncDispose]: () => stop() };
}

class Worker {
  readonly #queue: WorkQueue;
  readonly #workflows: ReadonlyMap<string, ServedWorkflow>;
  readonly #concurrency: number;
  readonly #warnings = new Warnings();
  readonly #stopping = new AbortController();
  readonly #leaving = new AbortController();
  readonly #executing = new Set<Promise<void>>();
  /** Resolves when an execution is over, or no more are wanted. */
  #free = Promise.withResolvers<void>();
  readonly #serving: Promise<void>;

  constructor(queue: WorkQueue, workflows: ReadonlyMap<string, ServedWorkflow>, concurrency: number) {
    this.#queue = queue;
    this.#workflows = workflows;
    this.#concurrency = concurrency;
    this.#serving = this.#serve();
  }

  async stop(graceMs: number | undefined): Promise<void> {
    this.#stopping.abort();
    await this.#serving;
    const finished = Promise.all(this.#executing);
    if (graceMs !== undefined && !(await completesWithin(graceMs, finished))) {
      this.#leaving.abort(new RunlightError('worker_stops', 'The worker stops'));
    }
    await finished;
  }

  async #serve(): Promise<void> {
    const { signal } = this.#stopping;
    signal.addEventListener('abort', () => this.#free.resolve(), { once: true });
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        await delay(backoff.pauseMs, undefined, { signal });
        const claimed = await this.#queue.claim(signal);
        backoff.reset();
        if (claimed === undefined) continue;
        const workflow = this.#workflows.get(claimed.item.workflow);
        if (workflow === undefined) {
          await this.#finish(claimed, 'let_go'); // for a worker that knows it
          backoff.fail();
          continue;
        }
        const execution = this.#execute(claimed, workflow).finally(() => {
          this.#executing.delete(execution);
          this.#free.resolve();
        });
        this.#executing.add(execution);
        while (this.#executing.size >= this.#concurrency && !signal.aborted) {
          this.#free = Promise.withResolvers();
          await this.#free.promise;
        }
      } catch (error) {
        if (signal.aborted) return;
        backoff.fail(error instanceof ServerError ? error.retryAfterMs : undefined);
        this.#warn(error);
      }
    }
  }

  async #execute(claimed: ClaimedItem, workflow: ServedWorkflow): Promise<void> {
    const { item } = claimed;
    const lost = new AbortController();
    const stopBeating = this.#keep(claimed, lost);
    const how = await executeItem(item, workflow, AbortSignal.any([lost.signal, this.#leaving.signal]));
    stopBeating();
    if (!lost.signal.aborted) await this.#finish(claimed, how);
  }

  /** Keeps the lease of an item until the returned function is called. */
  #keep(claimed: ClaimedItem, lost: AbortController): () => void {
    const beat = async (): Promise<void> => {
      try {
        if (await this.#queue.extend(claimed)) return;
        lost.abort(new RunlightError('lease_lost', 'Another worker may have taken the run over'));
      } catch (error) {
        diag.warn(`runlight: the lease of ${claimed.item.id} could not be kept, which is tried again`, error);
      }
    };
    const timer = setInterval(() => void beat(), claimed.leaseMs / BEATS_PER_LEASE);
    return () => clearInterval(timer);
  }

  /** Says that an item is over, for as long as somebody else may not have it. */
  async #finish(claimed: ClaimedItem, how: 'done' | 'let_go'): Promise<void> {
    const backoff = new Backoff();
    const deadline = performance.now() + claimed.leaseMs;
    while (performance.now() < deadline) {
      try {
        await this.#queue.finish(claimed, how);
        return;
      } catch (error) {
        if (error instanceof ServerError && error.isRefusal) {
          this.#warn(error);
          return;
        }
        diag.warn(`runlight: the server could not be told that ${claimed.item.id} is over`, error);
        backoff.fail();
        await delay(backoff.pauseMs);
      }
    }
  }

  #warn(error: unknown): void {
    const isRefusal = error instanceof ServerError && error.isRefusal;
    this.#warnings.warnOnce(
      isRefusal ? 'RUNLIGHT_SERVER_REFUSED' : 'RUNLIGHT_SERVER_UNAVAILABLE',
      `This worker gets no work from the server now. ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
