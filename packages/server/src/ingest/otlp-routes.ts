import type { Context } from 'hono';

import { takeLogs, takeTraces } from '../api/operations.ts';
import { newApi, type Env, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { keepLogRecords, keepSpans } from './otlp/keep-telemetry.ts';
import { decodeLogs, decodeTraces, encodeResponse } from './otlp/messages.ts';
import type { Rejected } from './otlp/rejected.ts';
import { bodyOf, encodingOf, type OtlpEncoding } from './otlp/request-body.ts';
import { sortLogs } from './otlp/sort-logs.ts';

/** OTLP over HTTP: what SDKs and Collectors send. It is kept when the answer says so. */
export const otlpRoutes: Routes = (parts) =>
  newApi()
    .openapi(takeLogs, async (c) => {
      const sender = principalIn(c);
      const encoding = encodingOf(c.req.header('content-type'));
      const { events, records, rejected } = sortLogs(decodeLogs(await bodyOf(c.req.raw), encoding));
      const { foreign, deleted } = await parts.take(events, sender);
      await keepLogRecords(parts, records, sender);
      rejected.add(foreign, 'events of a run that belongs to another tenant');
      rejected.add(deleted, 'events of a run that retention has deleted');
      return answer(c, 'Logs', encoding, rejected);
    })
    .openapi(takeTraces, async (c) => {
      const encoding = encodingOf(c.req.header('content-type'));
      const request = decodeTraces(await bodyOf(c.req.raw), encoding);
      const rejected = await keepSpans(parts, request, principalIn(c));
      return answer(c, 'Traces', encoding, rejected);
    });

const REJECTED_FIELD = { Logs: 'rejectedLogRecords', Traces: 'rejectedSpans' } as const;

/** In the encoding of the request. What was rejected would be rejected again: its sender must not send it again. */
function answer(c: Context<Env>, signal: 'Logs' | 'Traces', encoding: OtlpEncoding, rejected: Rejected) {
  const { count, reason } = rejected;
  const response =
    count === 0 ? {} : { partialSuccess: { [REJECTED_FIELD[signal]]: String(count), errorMessage: reason } };
  if (encoding === 'json') return c.json(response, 200);
  const bytes = encodeResponse(signal, response);
  // The definition speaks of JSON; protobuf is the same message.
  return c.body(bytes, 200, { 'content-type': 'application/x-protobuf' }) as unknown as ReturnType<
    typeof c.json<typeof response, 200>
  >;
}
