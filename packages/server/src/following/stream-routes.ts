import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { isOutcome } from '@runlight/contract';
import type { Context } from 'hono';

import { streamRun, streamRuns } from '../api/following.ts';
import { newApi, type Env, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Change } from '../ingest/take-events.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import { missedSince } from './audience.ts';
import { ChangeStreams } from './change-streams.ts';
import { serverSent, signOfLife, toChangeData } from './server-sent.ts';
import type { Told } from './stream-client.ts';

/** Streams of changes. They write to the connection themselves: one write for each client, and no copy between. */
export const streamRoutes: Routes = (parts) => {
  const streams = new ChangeStreams(parts);

  return newApi()
    .openapi(streamRun, async (c) => {
      const { tenantId, tokenId } = principalIn(c);
      const { id } = c.req.valid('param');
      const audience = { tenantId, runId: id, workflows: [], environments: [] };
      const read = () => visibleRun(parts.store.db, { tenantId }, id);
      await read(); // one that nobody knows is not followed
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });

      const from = parts.feed.last;
      const client = streams.join(audience, responseOf(c), tokenId); // before reading: what changes from here on is told
      const row = await read();
      const since = lastEventId(c);
      const missed = since === undefined ? undefined : await missedSince(parts, audience, since);
      const isOver = isOutcome(row.status);
      if (isOver && missed?.length === 0) return c.body(null, 204); // tells a browser not to come back

      const state = toChangeData({ runId: id, status: row.status, version: row.version, at: row.updated_at });
      const { bytes, upTo } = beginning(state, { from, since, missed });
      client.begin({
        bytes: isOver ? Buffer.concat([bytes, serverSent('end', upTo, state)]) : bytes,
        upTo,
      });
      if (isOver) client.end();
      return RESPONSE_ALREADY_SENT;
    })
    .openapi(streamRuns, async (c) => {
      const { tenantId, tokenId } = principalIn(c);
      const { workflow = [], env = [] } = c.req.valid('query');
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });

      const audience = { tenantId, runId: null, workflows: workflow, environments: env };
      const from = parts.feed.last;
      const client = streams.join(audience, responseOf(c), tokenId);
      const since = lastEventId(c);
      const missed = since === undefined ? undefined : await missedSince(parts, audience, since);
      client.begin(beginning({ last_change: from }, { from, since, missed }));
      return RESPONSE_ALREADY_SENT;
    });
};

/**
 * What a stream begins with, and up to which change: how it is now, or what the client has missed since it was told last.
 * A number that the client names counts only where the database knows it.
 */
function beginning(
  state: object,
  told: {
    /** The number of the last change that `state` is sure to have. */
    readonly from: number;
    readonly since: number | undefined;
    readonly missed: readonly Change[] | undefined;
  },
): Told {
  const { from, since, missed } = told;
  if (since === undefined) return { bytes: serverSent('snapshot', from, state), upTo: from };
  if (missed === undefined) return { bytes: serverSent('reset', from, state), upTo: from };
  const changes = missed.map((change) => serverSent('change', change.seq, toChangeData(change)));
  return {
    bytes: changes.length === 0 ? signOfLife(since) : Buffer.concat(changes),
    upTo: Math.max(from, since, missed.at(-1)?.seq ?? 0),
  };
}

function lastEventId(c: Context<Env>): number | undefined {
  const text = c.req.header('last-event-id') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function responseOf(c: Context<Env>): HttpBindings['outgoing'] {
  return (c.env as HttpBindings).outgoing; // the server that runs this gives it to every request
}
