import type { GateOutcome } from '@runlight/contract';

import { CaseScript, type ConformanceCase } from './conformance-case.ts';

export function stepCases(): ConformanceCase[] {
  return [
    gate('approved'),
    gate('rejected'),
    gate('timed_out'),
    retriedThenSucceeded(),
    routeAndRollback(),
    runnerAtWork(),
    runnerAndArtifacts(),
  ];
}

function gate(gate_outcome: GateOutcome): ConformanceCase {
  const script = new CaseScript(
    `gate-${gate_outcome.replace('_', '-')}`,
    `A gate for a person is ${gate_outcome.replace('_', ' ')}.`,
  );
  script.running().pass(100);
  const step = script.start('approve_total', { type: 'decision', opcode: 'GATE' });
  const common = { gate: 'approve_total', wait_kind: 'human' } as const;
  step.emit({ event: 'workflow.gate.requested', ...common, reason: 'over 10 000', timeout_ms: 1_800_000 });
  step.emit({ event: 'workflow.step.waiting', wait_kind: 'human', reason: 'over 10 000' });
  script.main.emit({
    event: 'workflow.run.waiting',
    wait_id: '7q2m.0',
    wait_kind: 'human',
    reason: 'over 10 000',
    step_name: 'approve_total',
  });
  const waited_ms = gate_outcome === 'timed_out' ? 1_800_000 : 12_345.678;
  script.pass(waited_ms);
  const decided =
    gate_outcome === 'timed_out'
      ? {}
      : { actor: 'ops@acme', note: gate_outcome === 'approved' ? 'called the vendor' : 'wrong vendor' };
  step.emit({ event: 'workflow.step.resumed', waited_ms });
  script.main.emit({ event: 'workflow.run.resumed', wait_id: '7q2m.0', waited_ms });
  step.emit({ event: 'workflow.gate.resolved', ...common, gate_outcome, waited_ms, ...decided });
  step.emit({ event: 'workflow.step.completed', duration_ms: waited_ms, waiting_ms: waited_ms });
  script.pass(1);
  const duration_ms = 101 + waited_ms;
  if (gate_outcome === 'approved') {
    script.end(
      { event: 'workflow.run.succeeded', duration_ms, waiting_ms: waited_ms },
      { steps: 1, first_pass: true },
    );
  } else {
    script.end(
      {
        event: 'workflow.run.incomplete',
        duration_ms,
        waiting_ms: waited_ms,
        reason: `not posted: the total was not approved`,
      },
      { steps: 1 },
    );
  }
  return script.seen();
}

function retriedThenSucceeded(): ConformanceCase {
  const script = new CaseScript(
    'retried-then-succeeded',
    'A step that was retried and succeeded is a success, though not at the first pass.',
  );
  const error = { type: 'ECONNRESET', message: 'read ECONNRESET', category: 'transient' } as const;
  script.running().pass(10);
  const first = script.start('post_to_ledger', { type: 'io' });
  script.pass(30);
  first.emit({ event: 'workflow.step.failed', duration_ms: 30, error });
  script.pass(5);
  const second = script.main.step('post_to_ledger', { type: 'io', attempt: 2 });
  second.emit({ event: 'workflow.step.started', retry: true });
  script.pass(20);
  second.emit({ event: 'workflow.step.retrying', error, delay_ms: 10 });
  script.pass(30);
  second.emit({ event: 'workflow.step.completed', duration_ms: 50, retries: 1 });
  script.end({ event: 'workflow.run.succeeded', duration_ms: 95 }, { steps: 2, retries: 2 });
  return script.seen();
}

function routeAndRollback(): ConformanceCase {
  const script = new CaseScript(
    'route-and-rollback',
    'A decision asks for a refinement, the run rolls back and goes the other way.',
  );
  script.running().pass(10).step('implement', 200, { type: 'model' });
  const evaluate = script.start('evaluate', { type: 'decision' });
  script.pass(40);
  evaluate.emit({ event: 'workflow.step.completed', duration_ms: 40, decision: 'partial' });
  script.main.emit({
    event: 'workflow.route.selected',
    from_step: 'evaluate',
    decision: 'partial',
    target: 'implement',
    reason: 'two tests fail',
    retry_requested: true,
  });
  script.pass(1);
  const rollback = script.start('rollback', { opcode: 'ROLLBACK' });
  script.pass(5);
  rollback.emit({
    event: 'workflow.rollback.completed',
    target: 'before implement',
    reason: 'two tests fail',
  });
  rollback.emit({ event: 'workflow.step.completed', duration_ms: 5 });
  script.pass(1).step('implement', 100, { type: 'model', attempt: 2 });
  script.main.emit({
    event: 'workflow.route.selected',
    from_step: 'implement',
    decision: 'success',
    target: 'STOP',
  });
  script.end({ event: 'workflow.run.succeeded', duration_ms: 357 }, { steps: 4, first_pass: true });
  return script.seen();
}

function runnerAtWork(): ConformanceCase {
  const script = new CaseScript(
    'runner-at-work',
    'An agent works for a step: its state can be read while it does.',
  );
  script.running({ worktree_path: '/srv/work/tree' }).pass(10);
  const step = script.start('implement', { type: 'model' });
  step.emit({
    event: 'workflow.runner.started',
    runner: 'claude',
    runner_family: 'claude_cli',
    invocation_mode: 'print',
    command: ['claude', '-p', 'fix the build'],
    working_directory: '/srv/work/tree',
    prompt_reference: 'artifacts/implement/prompt.md',
    capture_format: 'stream-json',
    pid: 4711,
  });
  script.pass(60_000);
  script.main.heartbeat(12);
  return script.seen(500);
}

function runnerAndArtifacts(): ConformanceCase {
  const script = new CaseScript(
    'runner-and-artifacts',
    'A runner that is killed, a file that is written twice, and a step that fails.',
  );
  const error = {
    type: 'RunnerError',
    message: 'make was killed after 1 s without output',
    category: 'transient',
  } as const;
  script.running().pass(10);
  const step = script.start('build', { type: 'tool' });
  step.emit({ event: 'workflow.runner.started', runner: 'make', command: ['make', 'all'], pid: 4712 });
  for (const size_bytes of [10, 2048]) {
    script.pass(500);
    step.emit({
      event: 'workflow.artifact.recorded',
      role: 'validation_stdout',
      path: 'artifacts/build/stdout.txt',
      media_type: 'text/plain',
      size_bytes,
      sha256: 'ab'.repeat(32),
      required: true,
      important: true,
      summary: 'the compiler output',
    });
  }
  step.emit({
    event: 'workflow.artifact.recorded',
    role: 'coverage',
    path: 'artifacts/build/coverage.json',
    media_type: 'application/json',
    required: false,
  });
  script.pass(1000);
  step.emit({
    event: 'workflow.runner.completed',
    runner: 'make',
    duration_ms: 2000,
    termination: 'killed_timeout',
  });
  step.emit({ event: 'workflow.step.failed', duration_ms: 2000, error });
  script.end(
    {
      event: 'workflow.run.failed',
      duration_ms: 2010,
      error,
      failed_step: 'build',
      failed_span_id: '0000000000000001',
      failed_attempt: 1,
    },
    { steps: 1, error_category: 'transient' },
  );
  return script.seen();
}
