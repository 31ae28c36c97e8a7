import type { z } from '@hono/zod-openapi';

import type { ChangeSchema } from '../api/following.ts';
import type { Change } from '../ingest/take-events.ts';

type EventName = 'snapshot' | 'change' | 'reset' | 'end';

/** An event of a stream, as it is sent. `id` is what a client that comes back names as its Last-Event-ID. */
export function serverSent(event: EventName, id: number, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** A sign of life, which also says how far the client has been told: it may be filtering, and hear of nothing for long. */
export function signOfLife(id: number): Buffer {
  return Buffer.from(`: still here\nid: ${id}\n\n`);
}

export function toChangeData({
  runId,
  status,
  version,
  at,
}: Omit<Change, 'seq' | 'tenantId'>): z.infer<typeof ChangeSchema> {
  return { run_id: runId, state: status, version, at };
}
