import type { Context } from 'hono';

import { takeLogs, takeTraces } from '../api/operations.ts';
import { newApi, type Env, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { Intake } from './otlp/intake.ts';
import { keepLogRecords, keepSpans } from './otlp/keep-telemetry.ts';
import { decodeLogs, decodeTraces, encodeResponse } from './otlp/messages.ts';
import type { Rejected } from './otlp/rejected.ts';
import { encodingOf, type OtlpEncoding } from './otlp/request-body.ts';
import { sortLogs } from './otlp/sort-logs.ts';

/** OTLP over HTTP: what SDKs and Collectors send. It is kept when the answer says so. */
export const otlpRoutes: Routes = (parts) => {
  const intake = new Intake();
  const reported = new Set<string | null>();
  /** Once for each sender: who sends such events sends them again and again. */
  const reportTaken = ({ actor, tenantId, tokenId }: Principal): void => {
    if (reported.has(tokenId)) return;
    reported.add(tokenId);
    parts.report(
      `Events of ${tenantId ?? 'no tenant'} were refused, sent with the token ${actor}: another tenant has runs of these ids. ` +
        'Let them give their runs other ids, or none',
    );
  };
  return newApi()
    .openapi(takeLogs, async (c) => {
      const sender = principalIn(c);
      const encoding = encodingOf(c.req.header('content-type'));
      const rejected = await intake.take(c.req.raw, async (body) => {
        const sorted = sortLogs(decodeLogs(body, encoding));
        const { foreign, deleted } = await parts.take(sorted.events, sender, sorted.executors);
        await keepLogRecords(parts, sorted.records, sender);
        sorted.rejected.add(foreign, 'events of a run whose id is taken: run ids are of the whole server');
        if (foreign > 0) reportTaken(sender);
        sorted.rejected.add(deleted, 'events of a run that retention has deleted');
        return sorted.rejected;
      });
      return answer(c, 'Logs', encoding, rejected);
    })
    .openapi(takeTraces, async (c) => {
      const sender = principalIn(c);
      const encoding = encodingOf(c.req.header('content-type'));
      const rejected = await intake.take(c.req.raw, (body) =>
        keepSpans(parts, decodeTraces(body, encoding), sender),
      );
      return answer(c, 'Traces', encoding, rejected);
    });
};

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
