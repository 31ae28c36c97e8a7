import { fromBaggage, fromTraceparent } from './carrier.ts';
import { failOpen } from './fail-open.ts';
import { openGuest } from './join-run.ts';
import type { Run } from './run.ts';

let looked = false;
let fromParent: Run | undefined;

/** The run of the process that started this one with `run.env()`, if one did; looked up once. */
export function runFromEnvironment(): Run | undefined {
  if (looked) return fromParent;
  looked = true;
  fromParent = failOpen('joining the run of the parent process', open, () => undefined);
  return fromParent;
}

function open(): Run | undefined {
  const baggage = fromBaggage(process.env['BAGGAGE']);
  const runId = process.env['RUNLIGHT_RUN_ID'] ?? baggage.runId;
  if (runId === undefined || runId === '') return undefined;
  const parent = fromTraceparent(process.env['TRACEPARENT']);
  return openGuest(runId, {
    workflow: baggage.workflow,
    traceId: parent?.traceId,
    parentSpanId: parent?.spanId,
  });
}
