import { isOutcome, RUN_OUTCOMES, type RunEvent, type RunOutcome, type RunStatus } from '@runlight/contract';
import fc from 'fast-check';

import { RunModel, type Move } from './run-model.ts';

/** What a run must come to, told by a model that saw its events one after the other as they happened. */
export interface ExpectedRun {
  readonly status: RunStatus;
  readonly outcome: RunOutcome | null;
  readonly steps: Readonly<Record<'started' | 'completed' | 'failed' | 'skipped' | 'cancelled', number>>;
  readonly retries: number;
  readonly waitingMs: number;
  readonly tokens: number;
  readonly tags: readonly string[];
  readonly notes: readonly string[];
  readonly activeSpanIds: readonly string[];
  readonly illegalTransitions: number;
}

export interface ArbitraryRun {
  readonly runId: string;
  /** In the order in which they were emitted. */
  readonly events: readonly RunEvent[];
  readonly expected: ExpectedRun;
  /** The status after each event, in the same order. */
  readonly statuses: readonly RunStatus[];
}

const DURING = [
  'startStep',
  'startStep',
  'endStep',
  'endStep',
  'skipStep',
  'retryStep',
  'holdStep',
  'wait',
  'block',
  'resume',
  'gate',
  'decideGate',
  'runner',
  'artifact',
  'rollback',
  'route',
  'tag',
  'annotate',
  'heartbeat',
  'stalled',
  'hear',
  'remind',
  'handOff',
  'join',
  'takeOver',
] as const;
/** What nobody but a run that was found lost and lives on does after its end. */
const REVIVING = ['startStep', 'skipStep', 'wait', 'block', 'resume', 'takeOver', 'lose'] as const;
const AFTER = [
  'tag',
  'annotate',
  'rerun',
  'heartbeat',
  'stalled',
  'hear',
  'remind',
  'endStep',
  'illegal',
] as const;

export interface ArbitraryRunOptions {
  /**
   * Processes whose clocks disagree or step back, and events of the same microsecond. The order of marks is then not the order of
   * emission, and `expected` and `statuses` mean nothing.
   */
  readonly disorder?: boolean;
}

/**
 * Whole valid runs: several processes, parallel steps, waits, gates, retries, take-overs, a cancellation, an end that
 * may be missing, inferred, authoritative or both, and whatever may come after it.
 */
export function arbitraryRun(options: ArbitraryRunOptions = {}): fc.Arbitrary<ArbitraryRun> {
  const disorder = options.disorder ?? false;
  const pause = disorder
    ? fc.constantFrom(0, 0, 0.001, 7.25, 1000, -2000)
    : fc.constantFrom(0.002, 0.25, 7.125, 1000, 90_000.5);
  const action = <T extends string>(kinds: readonly T[], maxLength: number) =>
    fc.array(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(), pause }), {
      maxLength,
      size: 'max',
    });
  return fc
    .record({
      skews: disorder
        ? fc.array(fc.constantFrom(-5000, -0.5, 0, 0.001, 3000), { minLength: 3, maxLength: 3 })
        : fc.constant([]),
      queued: fc.boolean(),
      during: action(DURING, 40),
      cancelled: fc.boolean(),
      ends: fc.constantFrom<readonly RunOutcome[]>(
        [],
        ...RUN_OUTCOMES.map((outcome) => [outcome]),
        ['lost', 'succeeded'],
        ['lost', 'failed'],
      ),
      after: action([...AFTER, ...REVIVING], 15),
    })
    .map(({ skews, queued, during, cancelled, ends, after }) => {
      const model = new RunModel(skews);
      const statuses: RunStatus[] = [];
      const act = (move: () => void): void => {
        move();
        while (statuses.length < model.script.events.length) statuses.push(model.status);
      };
      if (queued) act(() => model.queue());
      act(() => model.run());
      for (const { kind, pick, pause: ms } of during) {
        model.script.pass(ms);
        act(() => model.move(kind, pick));
      }
      if (cancelled) act(() => model.cancel());
      for (const outcome of ends) {
        act(() => model.end(outcome));
        for (const { kind, pick, pause: ms } of after) {
          if (model.hasSaidItsEnd && isReviving(kind)) continue;
          model.script.pass(ms);
          act(() => model.move(kind, pick));
        }
      }
      const outcome = isOutcome(model.status) ? model.status : null;
      const { steps, waitingMs, tags, notes, illegalTransitions } = model;
      const expected = {
        status: model.status,
        outcome,
        steps: steps.counts,
        retries: steps.retries,
        tokens: steps.tokens,
        activeSpanIds: outcome === null ? steps.active : [],
        waitingMs,
        tags,
        notes,
        illegalTransitions,
      };
      return { runId: model.script.runId, events: model.script.events, expected, statuses };
    });
}

function isReviving(kind: Move): boolean {
  return (REVIVING as readonly Move[]).includes(kind); // widened: `includes` of a tuple takes only its members
}
