import {
  advance,
  formatTimestamp,
  initialRunState,
  traceIdFromRunId,
  type RunState,
} from '@runlight/contract';

import type { WebhookKind } from '../api/webhooks.ts';
import { toRunItem } from '../api/run-item.ts';
import { runColumns } from '../ingest/run-columns.ts';
import { newId } from '../new-id.ts';
import type { Write } from '../store/store.ts';
import { LEASE_MS } from './delivery-queue.ts';
import { payloadOf, type WebhookPayload } from './payload.ts';
import { noteTold, toldOf } from './told-runs.ts';
import { kindsOf, type DeliveryRow, type WebhookRow } from './webhook-row.ts';

/** Puts a sample into a webhook's queue, held by whoever asked for it: if that dies, it is sent like any other. */
export async function addSample(
  write: Write,
  webhook: WebhookRow,
  at: { readonly now: number; readonly timestamp: string },
): Promise<DeliveryRow> {
  const before = await toldOf(write, webhook.webhook_id, '');
  const sequence = before.sequence + 1;
  await noteTold(write, webhook.webhook_id, '', { ...before, sequence });
  const [kind = 'run.completed'] = kindsOf(webhook);
  const row: DeliveryRow = {
    delivery_id: newId('msg'),
    webhook_id: webhook.webhook_id,
    tenant_id: webhook.tenant_id,
    run_id: '',
    sequence,
    kind,
    payload: JSON.stringify(samplePayload(kind, sequence, at)),
    created_at: at.timestamp,
    status: 'pending',
    attempts: 0,
    next_attempt_at: at.timestamp,
    lease_until: formatTimestamp(at.now + LEASE_MS),
    delivered_at: null,
    response_status: null,
    response_body: null,
    error: null,
  };
  await write.insertInto('webhook_deliveries').values(row).execute();
  return row;
}

/** A run that never was, and says so. */
function samplePayload(
  kind: WebhookKind,
  sequence: number,
  at: { readonly now: number; readonly timestamp: string },
): WebhookPayload {
  const state = sampleRun(at.timestamp);
  const run = toRunItem(
    {
      run_id: state.run_id,
      ...runColumns(state, '', at.timestamp),
      version: 1,
      owner: null,
      resolved_at: null,
      resolved_by: null,
      resolution: null,
      pinned_at: null,
    },
    ['sample'],
    at.now,
  );
  const mark = [at.timestamp, 'sample', 0] as const;
  return payloadOf({ kind, mark }, { run, url: null, step: null, sequence, reminder: null, corrects: null });
}

function sampleRun(timestamp: string): RunState {
  const state = initialRunState('run_sample');
  advance(state, {
    event: 'workflow.run.running',
    event_id: 'sample-0',
    timestamp,
    run_id: 'run_sample',
    producer: 'sample',
    seq: 0,
    workflow_name: 'sample',
    trace_id: traceIdFromRunId('run_sample'),
    tags: ['sample'],
  });
  return state;
}
