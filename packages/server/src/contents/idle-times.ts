import { lengthMs, overlap, union, without, type Interval } from './intervals.ts';
import type { StateSpan } from './state-timeline.ts';
import type { Segment } from './step-segments.ts';

/** What is shorter than such a part of the whole is not seen, and there would be thousands: the gaps between steps. */
export const PARTS_SEEN = 1000;

export interface IdleTime extends Interval {
  readonly why: string;
}

/** When no step executed, and why: what is in none of the segments that run. */
export function idleTimes(
  window: Interval,
  bars: readonly { readonly label: string; readonly segments: readonly Segment[] }[],
  states: readonly StateSpan[],
): IdleTime[] {
  const segments = bars.flatMap(({ label, segments: own }) => own.map((segment) => ({ ...segment, label })));
  const executed = union(segments.filter(({ kind }) => kind === 'run'));
  const paused = segments.filter(({ kind }) => kind !== 'run');
  const causes = [
    ...states.flatMap((span) => {
      const why = whyIdle(span);
      return why === null ? [] : [{ from: span.from, to: span.to ?? window.to, why }];
    }),
    ...paused.map(({ kind, label, attempt, note, from, to }) => ({
      from,
      to,
      why:
        kind === 'backoff'
          ? `Attempt ${attempt} of ${label} has not begun`
          : `${label} waits for ${note ?? 'something'}`,
    })),
  ];
  return without(window, executed)
    .filter((idle) => micros(idle) * PARTS_SEEN >= micros(window))
    .map((idle) => ({ ...idle, why: mostOf(idle, causes)?.why ?? 'No step ran' }));
}

function whyIdle({ state, note }: StateSpan): string | null {
  switch (state) {
    case 'queued':
      return 'Queued';
    case 'waiting':
      return `Waits for ${note ?? 'something'}`;
    case 'blocked':
      return note === null ? 'Blocked' : `Blocked: ${note}`;
    case 'stalled':
      return 'No sign of progress';
    default:
      return null;
  }
}

/** The cause that covers the most of an interval; of equal ones the first. */
function mostOf<T extends Interval>(idle: Interval, causes: readonly T[]): T | undefined {
  let most: T | undefined;
  let longest = 0;
  for (const cause of causes) {
    const common = overlap(idle, cause);
    const covered = common === null ? 0 : micros(common);
    if (covered > longest) [most, longest] = [cause, covered];
  }
  return most;
}

function micros(interval: Interval): number {
  return Math.round(lengthMs(interval) * 1000);
}
