import { CaseScript, type ConformanceCase } from './conformance-case.ts';

const DECLINED = {
  type: 'HTTPError',
  message: '402 card_declined',
  category: 'external_api',
  code: 'E402',
} as const;

export function endedCases(): ConformanceCase[] {
  return [
    succeeded(),
    incomplete(),
    failedAfterAttempts(),
    failedByReport(),
    failedOutsideOfSteps(),
    cancelled(),
    timedOut(),
    enqueueFailed(),
  ];
}

function succeeded(): ConformanceCase {
  const script = new CaseScript(
    'succeeded',
    'A run that succeeds, with all that a run and a step can tell of themselves.',
  );
  const inputs = { file: 'invoice_98421.pdf', pages: 2 };
  const of = { tenant_id: 'acme-inc', business_event_id: 'erp:invoice#98421', actor: 'system' };
  script
    .running({ ...of, tags: ['invoice', 'prod'], inputs, worktree_path: '/srv/work/invoices' })
    .pass(1000);
  const step = script.main.step('extract_fields', { type: 'model' });
  step.emit({
    event: 'workflow.step.started',
    details: { model: 'gpt-4o-mini', parameters: { temperature: 0 } },
  });
  script.pass(800);
  step.emit({
    event: 'workflow.step.completed',
    duration_ms: 800,
    usage: { tokens: 2200, compute_ms: 380.5 },
    validation: { passed: true, score: 0.96 },
    details: { pages: 2 },
    input: { content_type: 'pdf' },
    output: { fields: ['total', 'date', 'vendor'] },
  });
  const post = script.start('post_to_ledger', { type: 'io' });
  script.pass(319.75);
  post.emit({
    event: 'workflow.step.completed',
    duration_ms: 319.75,
    usage: { tokens: 924, compute_ms: 99.5 },
  });
  const outputs = { total: 1732.55, currency: 'USD', line_items: 5 };
  const effectiveness = { first_pass_success: true, accuracy: 0.97, throughput_delta: 2.3 };
  script.end(
    { event: 'workflow.run.succeeded', duration_ms: 2119.75, outputs, effectiveness },
    { steps: 2, first_pass: true, usage: { tokens: 3124, compute_ms: 480 } },
  );
  return script.seen(60_000);
}

function incomplete(): ConformanceCase {
  const script = new CaseScript('incomplete', 'A run that came to a part of its result; a step was skipped.');
  script.running().pass(10).step('read', 5, { type: 'io' });
  script.main.step('convert').emit({ event: 'workflow.step.skipped', reason: 'already in USD' });
  script
    .pass(1)
    .end(
      { event: 'workflow.run.incomplete', duration_ms: 16, reason: '2 of 3 pages could be read' },
      { steps: 1 },
    );
  return script.seen();
}

function failedAfterAttempts(): ConformanceCase {
  const script = new CaseScript(
    'failed',
    'A step fails three times, each attempt a step of its own, and the run with it.',
  );
  script.running().pass(100).step('fetch', 900, { type: 'io' });
  for (const attempt of [1, 2, 3]) {
    const step = script.main.step('charge-card', { type: 'tool', attempt });
    step.emit({ event: 'workflow.step.started', ...(attempt > 1 && { retry: true }) });
    script.pass(2500);
    const error =
      attempt < 3
        ? { type: 'TimeoutError', message: 'no answer in 2500 ms', category: 'transient' as const }
        : DECLINED;
    step.emit({ event: 'workflow.step.failed', duration_ms: 2500, error });
    script.pass(1000);
  }
  script.end(
    {
      event: 'workflow.run.failed',
      duration_ms: 11_500,
      error: DECLINED,
      failed_step: 'charge-card',
      failed_span_id: '0000000000000004',
      failed_attempt: 3,
    },
    { steps: 4, retries: 2, error_category: 'external_api' },
  );
  return script.seen(180_000);
}

function failedByReport(): ConformanceCase {
  const script = new CaseScript(
    'failed-by-report',
    'The handler deals with a failure itself and reports it: a warning, not an error.',
  );
  const error = {
    type: 'ValidationError',
    message: 'totals do not add up',
    category: 'validation_failed',
  } as const;
  script.running().pass(10);
  const step = script.start('validate', { type: 'decision', key: 'invoice-7' });
  script.pass(20.5);
  step.emit({
    event: 'workflow.step.failed',
    duration_ms: 20.5,
    reported: true,
    decision: 'unsafe',
    validation: { passed: false, reasons: ['net + tax ≠ gross'] },
    error,
  });
  script.end(
    {
      event: 'workflow.run.failed',
      duration_ms: 30.5,
      error,
      reported: true,
      failed_step: 'validate',
      failed_step_key: 'invoice-7',
      failed_span_id: '0000000000000001',
      failed_attempt: 1,
    },
    { steps: 1, error_category: 'validation_failed' },
  );
  return script.seen();
}

function failedOutsideOfSteps(): ConformanceCase {
  const script = new CaseScript(
    'failed-outside-of-steps',
    'The error is thrown between two steps, so no step is to blame.',
  );
  const error = {
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'total')\nat line 7",
    category: 'bug',
  } as const;
  script.running().pass(10).step('read', 5).pass(1);
  script.end({ event: 'workflow.run.failed', duration_ms: 16, error }, { steps: 1, error_category: 'bug' });
  return script.seen();
}

function cancelled(): ConformanceCase {
  const script = new CaseScript(
    'cancelled',
    'Somebody cancels a run that waits: the wait and the step end, then the run.',
  );
  script.running().pass(100);
  const step = script.start('approve_total', { type: 'decision', opcode: 'GATE' });
  step.emit({
    event: 'workflow.gate.requested',
    gate: 'approve_total',
    wait_kind: 'human',
    timeout_ms: 86_400_000,
  });
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'human' });
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: '7q2m.0',
    wait_kind: 'human',
    step_name: 'approve_total',
  });
  script.pass(3_600_000);
  script.main.emit({ event: 'workflow.run.cancelling', actor: 'ops@acme', reason: 'entered twice' });
  script.pass(2);
  step.emit({ event: 'workflow.step.resumed', waited_ms: 3_600_002 });
  script.main.emit({ event: 'workflow.run.resumed', wait_id: '7q2m.0', waited_ms: 3_600_002 });
  step.emit({
    event: 'workflow.step.cancelled',
    duration_ms: 3_600_002,
    waiting_ms: 3_600_002,
    reason: 'entered twice',
  });
  script.pass(1);
  script.end(
    {
      event: 'workflow.run.cancelled',
      duration_ms: 3_600_103,
      waiting_ms: 3_600_002,
      actor: 'ops@acme',
      reason: 'entered twice',
    },
    { steps: 1 },
  );
  return script.seen();
}

function timedOut(): ConformanceCase {
  const script = new CaseScript(
    'timed-out',
    'The run takes longer than it may; the step that was at work is aborted.',
  );
  const error = {
    type: 'TimeoutError',
    message: 'the run took longer than 30 s',
    category: 'transient',
  } as const;
  script.running({ timeout_ms: 30_000 }).pass(500);
  const step = script.start('extract_fields', { type: 'model' });
  script.pass(29_501);
  step.emit({ event: 'workflow.step.cancelled', duration_ms: 29_501, reason: 'timeout' });
  script.end(
    {
      event: 'workflow.run.timed_out',
      duration_ms: 30_001,
      error,
      timeout_ms: 30_000,
      failed_step: 'extract_fields',
      failed_span_id: '0000000000000001',
      failed_attempt: 1,
    },
    { steps: 1, error_category: 'transient' },
  );
  return script.seen();
}

function enqueueFailed(): ConformanceCase {
  const script = new CaseScript(
    'enqueue-failed',
    'The queue does not take the run: it fails without ever having run.',
  );
  const error = {
    type: 'ECONNREFUSED',
    message: 'connect ECONNREFUSED 10.0.0.7:6379',
    category: 'transient',
  } as const;
  script.main.emit({
    event: 'workflow.run.queued',
    trace_id: script.traceId,
    queue: 'invoices',
    tenant_id: 'acme-inc',
  });
  script.pass(40);
  script.main.emit({ event: 'workflow.run.enqueue_failed', reason: 'the queue is down', error });
  script.end(
    { event: 'workflow.run.failed', duration_ms: 40, error, reason: 'enqueue failed' },
    { error_category: 'transient' },
  );
  return script.seen();
}
