import type { Step } from '@runlight/contract';

import type { RunItem } from '../api/run-item.ts';
import type { ServerSettings } from '../server-settings.ts';
import type { Notice } from './notices.ts';

/** What a webhook is sent. Source: the Standard Webhooks specification; `data` is ours. */
export interface WebhookPayload {
  readonly type: Notice['kind'];
  /** When it happened. */
  readonly timestamp: string;
  readonly data: {
    /** The run as it was known when this was put into the queue: it may be further than the event. */
    readonly run: RunItem;
    /** Where a person looks at it; null if the server was not told where it is reached. */
    readonly url: string | null;
    /** The step that it is about, without what went in and out. */
    readonly step: Omit<Step, 'io'> | null;
    /** Counts what this webhook is told of this run, from 1. */
    readonly sequence: number;
    /** Of a wait for a person that was told already and still lasts: which reminder of it this is, from 1. */
    readonly reminder: number | null;
    /** The number of the `run.failed` that this takes back: the run had been called lost. */
    readonly corrects: number | null;
  };
}

export function payloadOf(
  notice: Pick<Notice, 'kind' | 'mark'>,
  data: Omit<WebhookPayload['data'], 'step'> & { readonly step: Step | null },
): WebhookPayload {
  return {
    type: notice.kind,
    timestamp: notice.mark[0],
    data: { ...data, step: withoutContents(data.step) },
  };
}

function withoutContents(step: Step | null): Omit<Step, 'io'> | null {
  if (step === null) return null;
  const { io: _, ...rest } = step;
  return rest;
}

/** Where a person looks at a run. */
export function pageOf(runId: string, { publicUrl }: Pick<ServerSettings, 'publicUrl'>): string | null {
  return publicUrl === undefined ? null : new URL(`/runs/${encodeURIComponent(runId)}`, publicUrl).href;
}
