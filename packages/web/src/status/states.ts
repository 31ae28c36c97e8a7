import type { RunItem } from '../api.ts';
import type { Family } from '../theme/status-colors.ts';

type RunStatus = RunItem['state'];
type RunOutcome = NonNullable<RunItem['outcome']>;

/** How a state looks: never by colour alone. */
export interface Look {
  readonly family: Family;
  readonly word: string;
  /** Whether a run in it has ended. */
  readonly terminal: boolean;
}

/** The API's states: each of them, and the outcomes alone terminal. */
type Looks = Record<RunOutcome, Look & { readonly terminal: true }> &
  Record<Exclude<RunStatus, RunOutcome>, Look & { readonly terminal: false }>;

/** The states of a run, in the order in which people think of them. */
export const STATES = {
  queued: { family: 'neutral', word: 'Queued', terminal: false },
  running: { family: 'active', word: 'Running', terminal: false },
  waiting: { family: 'held', word: 'Waiting', terminal: false },
  blocked: { family: 'person', word: 'Blocked', terminal: false },
  stalled: { family: 'person', word: 'Stalled', terminal: false },
  cancelling: { family: 'active', word: 'Cancelling', terminal: false },
  succeeded: { family: 'good', word: 'Succeeded', terminal: true },
  incomplete: { family: 'person', word: 'Incomplete', terminal: true },
  failed: { family: 'bad', word: 'Failed', terminal: true },
  cancelled: { family: 'neutral', word: 'Cancelled', terminal: true },
  timed_out: { family: 'bad', word: 'Timed out', terminal: true },
  lost: { family: 'bad', word: 'Lost', terminal: true },
} as const satisfies Looks;
export type StateName = RunStatus;

/** What else steps can be, by the state that looks alike. */
const ALIKE: Readonly<Record<string, StateName>> = {
  completed: 'succeeded',
  ok: 'succeeded',
  skipped: 'cancelled',
  canceled: 'cancelled',
  retrying: 'waiting',
  waiting_human: 'waiting',
  started: 'running',
};

/** Whether a word is the name of a state. */
export function isState(word: string): word is StateName {
  return Object.hasOwn(STATES, word);
}

/** The state whose shape and colour stand for `state`, which can be a step's status too. */
export function lookOf(state: string): Look & { readonly shape: StateName } {
  const alike = Object.hasOwn(ALIKE, state) ? ALIKE[state] : undefined;
  const shape = isState(state) ? state : (alike ?? 'queued');
  const known = STATES[shape];
  return { ...known, shape, word: state === shape ? known.word : capitalised(state) };
}

function capitalised(state: string): string {
  const words = state.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
