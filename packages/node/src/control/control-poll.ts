import { diag } from '@opentelemetry/api';
import type { ControlRequest } from '@runlight/contract';

import { Backoff } from '../delivery/backoff.ts';
import type { Warnings } from '../warnings.ts';
import { readRequests, type AskedRequest } from './read-requests.ts';
import { ServerError, type ServerApi } from '../server-api.ts';

type Listener = (request: ControlRequest) => void;

const WAIT_SECONDS = 30;
/** Runs that start together are asked for together, and one that is over sooner is not asked for at all. */
const GATHER_MS = 250;
/** As many as a server can be asked about at once. */
const MAX_RUNS = 10_000;

/**
 * Asks a server, over one connection, what is asked of the runs that this process executes, as long as there are any.
 * Keeps no process alive, and tells its trouble to `diag`.
 */
export class ControlPoll {
  readonly #api: ServerApi;
  readonly #warnings: Warnings;
  readonly #backoff: Backoff;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** The runs that the question which is under way is about. */
  #asked = new Set<string>();
  #gathering: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  /** Ends the question that is under way, or the pause before the next. */
  #interrupt = new AbortController();
  #closed = false;

  constructor(api: ServerApi, warnings: Warnings, backoff = new Backoff()) {
    this.#api = api;
    this.#warnings = warnings;
    this.#backoff = backoff;
  }

  /** Tells a listener what is asked of a run, until the returned function is called. A request may be told again. */
  follow(runId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(runId) ?? new Set();
    this.#listeners.set(runId, listeners.add(listener));
    if (!this.#closed) this.#gathering ??= setTimeout(() => this.#ask(), GATHER_MS).unref();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(runId) !== listeners) return;
      this.#listeners.delete(runId);
      if (this.#listeners.size === 0) this.#stopAsking();
    };
  }

  /** Tells the server that a request was taken that came by another way. */
  acknowledge(requestId: string): void {
    // If this fails the server tells the request again, and it is acknowledged then.
    this.#acknowledge([requestId]).catch((error: unknown) => diag.debug('runlight: not acknowledged', error));
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#stopAsking();
  }

  #stopAsking(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#interrupt.abort();
  }

  /** Asks about all runs, anew if some are not asked about yet. */
  #ask(): void {
    this.#gathering = undefined;
    if (this.#polling === undefined) {
      this.#polling = this.#poll().finally(() => {
        this.#polling = undefined;
        if (this.#listeners.size > 0) this.#ask(); // they came while it ended
      });
    } else if ([...this.#listeners.keys()].some((runId) => !this.#asked.has(runId))) {
      this.#interrupt.abort();
    }
  }

  async #poll(): Promise<void> {
    while (this.#listeners.size > 0) {
      this.#interrupt = new AbortController();
      const { signal } = this.#interrupt;
      this.#asked = new Set([...this.#listeners.keys()].slice(-MAX_RUNS));
      try {
        await pause(this.#backoff.pauseMs, signal);
        const asking = { signal, waitSeconds: WAIT_SECONDS, keepsProcessAlive: false };
        const run_ids = [...this.#asked];
        const asked = readRequests(await this.#api.post('/api/v1/control/poll', { run_ids }, asking));
        // Of a run that was left meanwhile the request is for whoever has it now, and is asked for here no more.
        const ours = asked.filter(({ runId }) => this.#listeners.has(runId));
        const taken = ours.filter((request) => this.#tell(request));
        if (taken.length > 0) await this.#acknowledge(taken.map(({ requestId }) => requestId));
        this.#backoff.reset();
        // What was not understood is told again at once: not so often, please.
        if (taken.length < ours.length) this.#backoff.fail();
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
      }
    }
  }

  #tell({ requestId, runId, request }: AskedRequest): boolean {
    if (request === undefined) {
      diag.warn(`runlight: request ${requestId} to run ${runId} is none that this version understands`);
      return false;
    }
    for (const listener of this.#listeners.get(runId) ?? []) {
      try {
        listener(request);
      } catch (error) {
        diag.warn('runlight: a request could not be served', error);
      }
    }
    return true;
  }

  async #acknowledge(request_ids: readonly string[]): Promise<void> {
    await this.#api.post('/api/v1/control/acknowledge', { request_ids }, { keepsProcessAlive: false });
  }

  #failed(error: unknown): void {
    const isRefusal = error instanceof ServerError && error.isRefusal;
    this.#backoff.fail(error instanceof ServerError ? error.retryAfterMs : undefined);
    const what = error instanceof Error ? error.message : String(error);
    this.#warnings.warnOnce(
      isRefusal ? 'RUNLIGHT_SERVER_REFUSED' : 'RUNLIGHT_SERVER_UNAVAILABLE',
      `Runs of this process can’t be cancelled or approved from the server now. ${what}`,
    );
  }
}

/** A pause that keeps no process alive and that the signal ends. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
