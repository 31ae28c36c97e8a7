import { rootSpanIdOf, traceIdFromRunId } from '@runlight/contract';

import { CaseScript, type ConformanceCase } from './conformance-case.ts';

const GONE = { type: 'RunLostError', message: 'its process is gone', category: 'transient' } as const;

/** What streams are like: several processes, late events, events that come twice or after the end. */
export function streamCases(): ConformanceCase[] {
  return [
    ticket(),
    takenOver(),
    joinedByChild(),
    handedOff(),
    lost(),
    lostThenSucceeded(),
    lostThenAlive(),
    lostThenHeardOf(),
    lostTwice(),
    illegalTransitions(),
    annotatedAfterEnd(),
    ownRunId(),
    outOfOrder(),
  ];
}

function ticket(): ConformanceCase {
  const script = new CaseScript(
    'ticket',
    'A run is queued by one process and run by another, which adds what it knows.',
  );
  const of = {
    queue: 'invoices',
    actor: 'jane@acme',
    tenant_id: 'acme-inc',
    tags: ['eu'],
    caller_trace_id: 'c'.repeat(32),
    caller_span_id: 'd'.repeat(16),
  };
  script.run.process('web1').emit({ event: 'workflow.run.queued', trace_id: script.traceId, ...of });
  script.pass(2500.125);
  script.running({ queue_wait_ms: 2500.125 }).pass(10).step('read', 5).pass(1);
  script.end(
    { event: 'workflow.run.succeeded', duration_ms: 16 },
    { steps: 1, first_pass: true, queue_wait_ms: 2500.125 },
  );
  return script.seen();
}

function takenOver(): ConformanceCase {
  const script = new CaseScript(
    'taken-over',
    'A run waits for days; another process resumes it, and what the first had open is abandoned.',
  );
  script.running().pass(100);
  const step = script.start('await_payment', { type: 'io' });
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'external', reason: 'bank transfer' });
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: '7q2m.0',
    wait_kind: 'external',
    reason: 'bank transfer',
    step_name: 'await_payment',
  });
  script.pass(3 * 86_400_000);
  const other = script.run.process('9xk4');
  other.emit({
    event: 'workflow.run.resumed',
    waited_ms: 259_200_000,
    reason: 'the money is there',
    heartbeat_interval_ms: 5000,
  });
  script.pass(10);
  const post = other.step('post_to_ledger', { type: 'io' }).emit({ event: 'workflow.step.started' });
  script.pass(20);
  post.emit({ event: 'workflow.step.completed', duration_ms: 20 });
  script.end(
    { event: 'workflow.run.succeeded', duration_ms: 259_200_130, waiting_ms: 259_200_000 },
    { steps: 2, first_pass: true },
    other,
  );
  return script.seen();
}

function joinedByChild(): ConformanceCase {
  const script = new CaseScript(
    'joined-by-child',
    'A child process takes part with steps of its own, under the step that started it.',
  );
  script.running().pass(10);
  const build = script.start('build');
  script.pass(5);
  const child = script.run.process('chld');
  const compile = child.step('compile', { type: 'tool' });
  compile.emit({ event: 'workflow.step.started', parent_span_id: build.spanId });
  script.pass(200);
  compile.emit({ event: 'workflow.step.completed', duration_ms: 200 });
  script.pass(5);
  build.emit({ event: 'workflow.step.completed', duration_ms: 210 });
  script.end({ event: 'workflow.run.succeeded', duration_ms: 220 }, { steps: 2, first_pass: true });
  return script.seen();
}

function handedOff(): ConformanceCase {
  const script = new CaseScript(
    'handed-off',
    'Handing a run off is an event, not a state: it stays running.',
  );
  script.running().pass(10).step('triage', 5);
  script.main.emit({
    event: 'workflow.run.handed_off',
    target: 'review-bot',
    reason: 'needs a second pair of eyes',
  });
  return script.seen(100);
}

function lost(): ConformanceCase {
  const script = new CaseScript(
    'lost',
    'The process is killed; whoever finds the run ends it as lost, and its step stays open for good.',
  );
  script.running().pass(100);
  script.start('extract_fields', { type: 'model' });
  script.pass(15_000);
  script.main.heartbeat(1);
  script.pass(60_000);
  script.end(
    {
      event: 'workflow.run.lost',
      duration_ms: 75_100,
      error: GONE,
      inferred: true,
      last_seen_at: '2026-04-24T14:30:37.100000Z',
    },
    { steps: 1, error_category: 'transient' },
    script.run.process('reaper'),
  );
  return script.seen();
}

function lostThenSucceeded(): ConformanceCase {
  const script = new CaseScript(
    'lost-then-succeeded',
    'A run that was given up comes to its end after all: what it says of itself counts.',
  );
  script.running().pass(100);
  const step = script.start('extract_fields', { type: 'model' });
  script.pass(60_000);
  script.end(
    { event: 'workflow.run.lost', duration_ms: 60_100, error: GONE, inferred: true },
    { error_category: 'transient' },
    script.run.process('reaper'),
  );
  script.pass(30_000);
  step.emit({ event: 'workflow.step.completed', duration_ms: 90_000 });
  script.end({ event: 'workflow.run.succeeded', duration_ms: 90_100 }, { steps: 1, first_pass: true });
  return script.seen();
}

function lostThenAlive(): ConformanceCase {
  const script = new CaseScript(
    'lost-then-alive',
    'A run that was given up tells of a step: it was not lost, and what it was at is still open.',
  );
  script.running().pass(100);
  const extract = script.start('extract_fields', { type: 'model' });
  script.pass(60_000);
  script.end(
    { event: 'workflow.run.lost', duration_ms: 60_100, error: GONE, inferred: true },
    { steps: 1, error_category: 'transient' },
    script.run.process('reaper'),
  );
  script.pass(30_000);
  script.main
    .step('call_model', { type: 'model' })
    .emit({ event: 'workflow.step.started', parent_span_id: extract.spanId });
  return script.seen(100);
}

function lostThenHeardOf(): ConformanceCase {
  const script = new CaseScript(
    'lost-then-heard-of',
    'The watcher that gave a waiting run up hears its heartbeats again: the run waits as it did before.',
  );
  script.running().pass(100);
  const wait = { wait_id: '7q2m.0', wait_kind: 'human', reason: 'over 10 000' } as const;
  script.main.emit({ event: 'workflow.run.waiting', ...wait });
  script.pass(300_000);
  const watcher = script.run.process('watcher');
  script.end(
    { event: 'workflow.run.lost', duration_ms: 300_100, error: GONE, inferred: true },
    { error_category: 'transient' },
    watcher,
  );
  script.pass(10_000);
  script.main.heartbeat(2);
  watcher.emit({ event: 'workflow.run.resumed', waited_ms: 0, inferred: true, reason: 'heartbeats again' });
  return script.seen(100);
}

function lostTwice(): ConformanceCase {
  const script = new CaseScript(
    'lost-twice',
    'A run that was given up too early shows life and is gone for good after that: the later loss counts.',
  );
  script.running().pass(100);
  const step = script.start('extract_fields', { type: 'model' });
  script.pass(60_000);
  const reaper = script.run.process('reaper');
  script.end(
    { event: 'workflow.run.lost', duration_ms: 60_100, error: GONE, inferred: true },
    { steps: 1, error_category: 'transient' },
    reaper,
  );
  script.pass(30_000);
  step.emit({ event: 'workflow.step.completed', duration_ms: 90_000 });
  script.start('post_to_ledger', { type: 'io' });
  script.pass(60_000);
  script.end(
    {
      event: 'workflow.run.lost',
      duration_ms: 90_100,
      error: GONE,
      inferred: true,
      last_seen_at: '2026-04-24T14:31:52.100000Z',
    },
    { steps: 2, error_category: 'transient' },
    reaper,
  );
  return script.seen();
}

function illegalTransitions(): ConformanceCase {
  const script = new CaseScript(
    'illegal-transitions',
    'What is asked of a run after its end is not applied, but counted; being found lost is not held against it.',
  );
  script.running().pass(10).step('read', 5);
  script.end({ event: 'workflow.run.succeeded', duration_ms: 15 }, { steps: 1, first_pass: true });
  script.pass(100);
  const error = { type: 'Error', message: 'too late', category: 'bug' } as const;
  script.main.emit({ event: 'workflow.run.failed', duration_ms: 115, error });
  script.main.emit({ event: 'workflow.run.waiting', wait_id: 'late', wait_kind: 'human' });
  script.main.emit({ event: 'workflow.run.running', trace_id: script.traceId });
  script.run
    .process('reaper')
    .emit({ event: 'workflow.run.lost', duration_ms: 115, error: GONE, inferred: true });
  return script.seen();
}

function annotatedAfterEnd(): ConformanceCase {
  const script = new CaseScript(
    'annotated-after-end',
    'People note, tag and ask for a re-run after the end; tags change in the order of time.',
  );
  script
    .running({ tags: ['invoice', 'eu'], rerun_of: 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD', run_attempt: 2 })
    .pass(10)
    .step('read', 5);
  script.end({ event: 'workflow.run.succeeded', duration_ms: 15 }, { steps: 1 });
  const people = script.run.process('ui01');
  script.pass(1000);
  people.emit({ event: 'workflow.run.annotated', actor: 'ops@acme', note: 'Valid totals.' });
  script.pass(1000);
  people.emit({
    event: 'workflow.run.tagged',
    actor: 'ops@acme',
    add: ['checked', 'eu'],
    remove: ['invoice'],
  });
  script.pass(1000);
  people.emit({ event: 'workflow.run.tagged', actor: 'ops@acme', add: [], remove: ['eu'] });
  people.emit({
    event: 'workflow.run.rerun_requested',
    actor: 'ops@acme',
    reason: 'new rates',
    new_run_id: 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CE',
  });
  return script.seen();
}

function ownRunId(): ConformanceCase {
  const runId = '20260424T143022Z';
  const traceId = traceIdFromRunId(runId);
  const script = new CaseScript(
    'own-run-id',
    'The caller brings a run id, a version that is an integer and step names that are no file names.',
    { runId, traceId },
  );
  script.running({ workflow_version: '7' }).pass(10);
  script.step('../../etc/passwd', 5).step('Prüfung der Beträge', 5, { key: 'a/b' }).pass(1);
  script.main.emit({ event: 'workflow.route.selected', target: 'post to ledger' });
  script.main.step('root').emit({ event: 'workflow.step.started', parent_span_id: rootSpanIdOf(traceId) });
  return script.seen();
}

function outOfOrder(): ConformanceCase {
  const script = new CaseScript(
    'out-of-order',
    'Every event arrives, but late, in another order and some of them twice.',
  );
  script.running({ tags: ['eu'] }).pass(100);
  const step = script.start('convert_currency');
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'timer', reason: 'backoff' });
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: '7q2m.0',
    wait_kind: 'timer',
    step_name: 'convert_currency',
  });
  script.pass(0.125);
  step.emit({ event: 'workflow.step.resumed', waited_ms: 0.125 });
  script.main.emit({ event: 'workflow.run.resumed', wait_id: '7q2m.0', waited_ms: 0.125 });
  step.emit({
    event: 'workflow.step.completed',
    duration_ms: 0.125,
    waiting_ms: 0.125,
    usage: { tokens: 0.1 },
  });
  script.step('post_to_ledger', 10.0625);
  script.end(
    { event: 'workflow.run.succeeded', duration_ms: 110.1875, waiting_ms: 0.125 },
    { steps: 2, first_pass: true },
  );
  const emitted = script.run.events;
  const order = [9, 6, 0, 5, 6, 10, 2, 1, 8, 4, 9, 7, 3, 0];
  return script.seen(
    0,
    order.flatMap((index) => emitted[index] ?? []),
  );
}
