import type { RunStatus } from '@runlight/contract';

import type { AttemptStatus } from '../timeline/attempt.ts';
import type { Colors } from './colors.ts';

type Family = 'neutral' | 'active' | 'held' | 'person' | 'good' | 'bad';

interface Look {
  readonly shape: string;
  readonly word: string;
  readonly family: Family;
}

const look = (shape: string, word: string, family: Family): Look => ({ shape, word, family });

/** One shape and one word for each state; the colour only repeats what they say. */
const RUN_LOOKS: Readonly<Record<RunStatus, Look>> = {
  queued: look('○', 'queued', 'neutral'),
  running: look('◐', 'running', 'active'),
  waiting: look('⧗', 'waiting', 'held'),
  blocked: look('⬒', 'blocked', 'person'),
  stalled: look('△', 'stalled', 'person'),
  cancelling: look('⊡', 'cancelling', 'active'),
  succeeded: look('✓', 'succeeded', 'good'),
  incomplete: look('◧', 'incomplete', 'person'),
  failed: look('✕', 'failed', 'bad'),
  cancelled: look('⊘', 'cancelled', 'neutral'),
  timed_out: look('◷', 'timed out', 'bad'),
  lost: look('?', 'lost', 'bad'),
};

const STEP_LOOKS: Readonly<Record<AttemptStatus, Look>> = {
  running: RUN_LOOKS.running,
  waiting: RUN_LOOKS.waiting,
  blocked: RUN_LOOKS.blocked,
  completed: look('✓', 'completed', 'good'),
  failed: RUN_LOOKS.failed,
  skipped: look('–', 'skipped', 'neutral'),
  cancelled: RUN_LOOKS.cancelled,
  abandoned: look('?', 'never ended', 'bad'),
};

/** The shapes through which `running` turns while a view is live. */
const TURNING = ['◐', '◓', '◑', '◒'] as const;

/** A run's state as shape and word: `✕ failed`. */
export function runBadge(status: RunStatus, colors: Colors, turn = 0): string {
  const { shape, word, family } = RUN_LOOKS[status];
  const turned = status === 'running' ? (TURNING[turn % TURNING.length] ?? shape) : shape;
  return paint(family, colors)(`${turned} ${word}`);
}

export function stepShape(status: AttemptStatus, colors: Colors): string {
  const { shape, family } = STEP_LOOKS[status];
  return paint(family, colors)(shape);
}

/** What colours text about a step in a given state. */
export function stepPaint(status: AttemptStatus, colors: Colors): (text: string) => string {
  return paint(STEP_LOOKS[status].family, colors);
}

export function stepWord(status: AttemptStatus): string {
  return STEP_LOOKS[status].word;
}

function paint(family: Family, colors: Colors): (text: string) => string {
  switch (family) {
    case 'neutral':
      return colors.dim;
    case 'active':
      return colors.cyan;
    case 'held':
      return colors.magenta;
    case 'person':
      return colors.yellow;
    case 'good':
      return colors.green;
    case 'bad':
      return colors.red;
  }
}
