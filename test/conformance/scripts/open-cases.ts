import { formatTimestamp } from '@runlight/contract';

import { CaseScript, type ConformanceCase } from './conformance-case.ts';

const RATE_LIMIT = {
  type: 'HTTPError',
  message: '429 too many requests',
  category: 'transient',
  code: '429',
} as const;

/** Runs that have not ended at the moment they are looked at. */
export function openCases(): ConformanceCase[] {
  return [
    queued(),
    runningParallel(),
    betweenSteps(),
    retrying(),
    waitingForHuman(),
    waitingForTimer(),
    waitingReminded(),
    blocked(),
    stalled(),
    stalledRecovered(),
    stalledHeardOfAgain(),
    cancelling(),
  ];
}

function queued(): ConformanceCase {
  const script = new CaseScript('queued', 'A run that waits in a queue for somebody to start it.');
  const of = { queue: 'invoices', actor: 'jane@acme', business_event_id: 'erp:invoice#7', tags: ['eu'] };
  script.main.emit({ event: 'workflow.run.queued', trace_id: script.traceId, ...of });
  return script.seen(90_000);
}

function runningParallel(): ConformanceCase {
  const script = new CaseScript(
    'running-parallel',
    'Steps of one name run side by side, one per item; one of them started last.',
  );
  script.running().pass(10);
  const batch = script.start('batch');
  for (const key of ['invoice-1', 'invoice-2', 'invoice-3']) {
    script.pass(5);
    script.main
      .step('extract', { key, type: 'model' })
      .emit({ event: 'workflow.step.started', parent_span_id: batch.spanId });
  }
  script.pass(100);
  script.main.heartbeat(4);
  return script.seen(1000);
}

function betweenSteps(): ConformanceCase {
  const script = new CaseScript(
    'running-between-steps',
    'A run that works between two of its steps: none is current.',
  );
  script.running().pass(10).step('read', 20).pass(7);
  return script.seen(13);
}

function retrying(): ConformanceCase {
  const script = new CaseScript(
    'retrying',
    'A step tries again inside of one attempt, after errors that may go away.',
  );
  script.running().pass(10);
  const step = script.start('convert_currency', { type: 'tool' });
  for (const delay_ms of [100, 200]) {
    script.pass(50);
    step.emit({ event: 'workflow.step.retrying', error: RATE_LIMIT, delay_ms });
    script.pass(delay_ms);
  }
  return script.seen(5);
}

function waitingForHuman(): ConformanceCase {
  const script = new CaseScript(
    'waiting-human',
    'A gate waits for a person; a watcher that grows impatient does not make it stalled.',
  );
  script.running().pass(100).step('validate', 50, { type: 'decision' });
  script.main.emit({
    event: 'workflow.route.selected',
    from_step: 'validate',
    decision: 'needs_human',
    target: 'approve_total',
    reason: 'total over 10 000',
    awaiting: 'human',
  });
  script.pass(1);
  const step = script.start('approve_total', { type: 'decision', opcode: 'GATE' });
  const reason = 'over 10 000';
  step.emit({
    event: 'workflow.gate.requested',
    gate: 'approve_total',
    wait_kind: 'human',
    reason,
    timeout_ms: 86_400_000,
  });
  const until = '2026-04-25T14:30:22.151000Z';
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'human', reason, until });
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: '7q2m.0',
    wait_kind: 'human',
    reason,
    until,
    step_name: 'approve_total',
  });
  script.pass(600_000);
  script.main.heartbeat(9);
  script.run.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'no progress for 10 min' });
  return script.seen(1000);
}

function waitingForTimer(): ConformanceCase {
  const script = new CaseScript(
    'waiting-timer',
    'Two waits at once, for a timer and for something outside: the first one shows.',
  );
  script.running().pass(100);
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: 'a',
    wait_kind: 'timer',
    until: '2026-04-24T15:00:00.000000Z',
  });
  script.pass(1000);
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: 'b',
    wait_kind: 'external',
    reason: 'bank transfer',
  });
  return script.seen(1000);
}

function waitingReminded(): ConformanceCase {
  const script = new CaseScript(
    'waiting-reminded',
    'A watcher reminds of waits that last: nothing changes by that, and it is no progress.',
  );
  script.running().pass(100);
  const waiting = { wait_id: 'a', wait_kind: 'human', reason: 'over 10 000' } as const;
  const blocked = { wait_id: 'b', reason: 'the ledger is closed' } as const;
  const since = formatTimestamp(script.run.now);
  script.main.emit({ event: 'workflow.run.waiting', ...waiting });
  script.main.emit({ event: 'workflow.run.blocked', ...blocked });
  const watcher = script.run.process('watcher');
  script.pass(3_600_000);
  const first = { since, waited_ms: 3_600_000, inferred: true } as const;
  watcher.emit({ event: 'workflow.run.reminded', ...waiting, ...first });
  watcher.emit({ event: 'workflow.run.reminded', ...blocked, ...first });
  script.pass(3_600_000);
  script.main.emit({ event: 'workflow.run.resumed', wait_id: 'b', waited_ms: 0 });
  script.pass(7_200_000);
  watcher.emit({ event: 'workflow.run.reminded', ...waiting, ...first, waited_ms: 14_400_000 });
  return script.seen(1000);
}

function blocked(): ConformanceCase {
  const script = new CaseScript('blocked', 'A run that cannot go on without something from outside.');
  script.running().pass(100);
  const step = script.start('post_to_ledger', { type: 'io' });
  step.emit({
    event: 'workflow.step.blocked',
    reason: 'the ledger is closed',
    needs: 'the period of April to be opened',
  });
  script.main.emit({
    event: 'workflow.run.blocked',
    wait_id: '7q2m.0',
    reason: 'the ledger is closed',
    needs: 'the period of April to be opened',
    step_name: 'post_to_ledger',
  });
  return script.seen(7_200_000);
}

function stalled(): ConformanceCase {
  const script = new CaseScript('stalled', 'The process lives, as its heartbeat says, but nothing gets on.');
  script.running().pass(100);
  script.start('extract_fields', { type: 'model' });
  for (let beat = 0; beat < 3; beat += 1) {
    script.pass(15_000);
    script.main.heartbeat(1);
  }
  script.pass(5000);
  script.run.process('watcher').emit({
    event: 'workflow.run.stalled',
    reason: 'no progress for 50 s',
    last_seen_at: '2026-04-24T14:31:07.100000Z',
  });
  return script.seen(10_000);
}

function stalledRecovered(): ConformanceCase {
  const script = new CaseScript(
    'stalled-then-running',
    'The next sign of progress takes a run out of stalled, without an event of its own.',
  );
  script.running().pass(100);
  const step = script.start('extract_fields', { type: 'model' });
  script.pass(60_000);
  script.run.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'no progress for 60 s' });
  script.pass(500);
  step.emit({ event: 'workflow.step.completed', duration_ms: 60_500 });
  return script.seen(100);
}

function stalledHeardOfAgain(): ConformanceCase {
  const script = new CaseScript(
    'stalled-then-heard-of',
    'The watcher that missed the heartbeats hears them again: the same process goes on with the same step.',
  );
  script.running().pass(100);
  const step = script.start('extract_fields', { type: 'model' });
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'external', reason: 'rate limit' });
  const wait = { wait_id: '7q2m.0', wait_kind: 'external', step_name: 'extract_fields' } as const;
  script.main.emit({ event: 'workflow.run.waiting', ...wait });
  script.pass(500);
  step.emit({ event: 'workflow.step.resumed', waited_ms: 500 });
  script.main.emit({ event: 'workflow.run.resumed', wait_id: '7q2m.0', waited_ms: 500 });
  script.pass(60_000);
  const watcher = script.run.process('watcher');
  watcher.emit({ event: 'workflow.run.stalled', reason: 'no heartbeat for 60 s' });
  script.pass(500);
  script.main.heartbeat(4);
  script.pass(10);
  watcher.emit({ event: 'workflow.run.resumed', waited_ms: 0, inferred: true, reason: 'heartbeats again' });
  return script.seen(100);
}

function cancelling(): ConformanceCase {
  const script = new CaseScript(
    'cancelling',
    'A run that was asked to stop and has not yet: what it still waits for does not show.',
  );
  script.running().pass(100);
  script.start('extract_fields');
  script.main.emit({ event: 'workflow.run.waiting', wait_id: '7q2m.0', wait_kind: 'external' });
  script.pass(500);
  script.main.emit({ event: 'workflow.run.cancelling', actor: 'ops@acme', reason: 'wrong file' });
  return script.seen(250);
}
