import type { RunlightClient } from './client.ts';
import type { Change } from './generated/types.gen.ts';
import { ProblemError } from './problem-error.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** What a stream tells. After `snapshot` and `reset` what is shown has to be read anew: changes may have been missed. */
export type Message =
  | { readonly event: 'change' | 'end'; readonly id: string; readonly data: Change }
  | {
      readonly event: 'snapshot' | 'reset';
      readonly id: string;
      readonly data: Change | { readonly last_change: number };
    };

export interface FollowOptions {
  /** One run; default: all. */
  readonly runId?: string | undefined;
  readonly workflow?: string[] | undefined;
  readonly env?: string[] | undefined;
  /** Where to go on: the `id` of the last message that was seen, or the `change` of a list. */
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told whenever the stream is there, and whenever it is lost, until it is there again. */
  readonly onConnection?: ((connected: boolean) => void) | undefined;
}

const RETRY_MS = { first: 1000, most: 30_000 };

/**
 * Every change, as it happens, until a followed run has ended or `signal` is aborted. A lost connection is made again and
 * goes on where it was. Throws a `ProblemError` for what trying again can't mend.
 */
export async function* follow(client: RunlightClient, options: FollowOptions = {}): AsyncGenerator<Message> {
  const { signal, onConnection } = options;
  let { lastEventId } = options;
  let failures = 0;
  const isOver = (): boolean => signal?.aborted === true;
  while (!isOver()) {
    try {
      const response = await open(client, options, lastEventId);
      if (response.status === NO_CONTENT || response.body === null) return;
      onConnection?.(true);
      failures = 0;
      for await (const { event, id, data } of serverSentEvents(response.body)) {
        lastEventId = id;
        yield { event, id, data: JSON.parse(data) } as Message; // the API's documents say what it sends
        if (event === 'end') return;
      }
    } catch (error) {
      if (isOver()) return;
      if (error instanceof ProblemError && !error.retriable) throw error;
    }
    onConnection?.(false);
    await pause(Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    failures += 1;
  }
}

const NO_CONTENT = 204;

function open(
  client: RunlightClient,
  { runId, workflow, env, signal }: FollowOptions,
  lastEventId: string | undefined,
): Promise<Response> {
  const settings = {
    signal,
    ...(lastEventId !== undefined && { headers: { 'last-event-id': lastEventId } }),
  };
  return runId === undefined
    ? client.request('streamRuns', { query: { workflow, env }, ...settings })
    : client.request('streamRun', { path: { id: runId }, ...settings });
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
