import type { RunStatus } from '@runlight/contract';

/** Grafana's own names where it has one: it then takes the shade that suits the theme. */
const FAMILY = {
  neutral: '#808080',
  active: 'blue',
  held: 'purple',
  person: 'orange',
  good: 'green',
  bad: 'red',
} as const;

/** The same families of states, and so the same colours, as everywhere in Runlight. */
export const STATUS_COLORS: Readonly<Record<RunStatus, string>> = {
  queued: FAMILY.neutral,
  running: FAMILY.active,
  waiting: FAMILY.held,
  blocked: FAMILY.person,
  stalled: FAMILY.person,
  cancelling: FAMILY.active,
  succeeded: FAMILY.good,
  incomplete: FAMILY.person,
  failed: FAMILY.bad,
  cancelled: FAMILY.neutral,
  timed_out: FAMILY.bad,
  lost: FAMILY.bad,
};

export const COLORS = FAMILY;
/** The theme's own text colour. */
export const TEXT = 'text';
