import { CaseScript, type ConformanceCase } from './conformance-case.ts';

/** Runs of which nothing is heard, and then a heartbeat, of which nobody has drawn a conclusion yet. */
export function silenceCases(): ConformanceCase[] {
  return [stalledThenBeating(), lostThenBeating()];
}

function stalledThenBeating(): ConformanceCase {
  const script = new CaseScript(
    'stalled-then-beating',
    'A run that shows every two minutes that it lives has sent a heartbeat since it was called stalled.',
  );
  script.running({ heartbeat_interval_ms: 120_000 }).pass(100);
  script.start('extract_fields', { type: 'model' });
  script.pass(360_000);
  script.run.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'no heartbeat for 6 min' });
  script.pass(500);
  script.main.heartbeat(1);
  return script.seen(100);
}

function lostThenBeating(): ConformanceCase {
  const script = new CaseScript(
    'lost-then-beating',
    'A run that was given up has sent a heartbeat since: its end holds until somebody says that it lives.',
  );
  script.running().pass(100);
  script.start('extract_fields', { type: 'model' });
  script.pass(300_000);
  const error = { type: 'RunLostError', message: 'no heartbeat for 300 s', category: 'transient' } as const;
  script.end(
    { event: 'workflow.run.lost', duration_ms: 100, error, inferred: true },
    { steps: 1, error_category: 'transient' },
    script.run.process('watcher'),
  );
  script.pass(500);
  script.main.heartbeat(1);
  return script.seen(100);
}
