import type { ReactNode } from 'react';

import { lookOf, type StateName } from './states.ts';
import classes from './status.module.css';

/** Drawn on 16 × 16 in the current colour; told apart without it. */
const SHAPES: Readonly<Record<StateName, ReactNode>> = {
  queued: <circle cx="8" cy="8" r="6" strokeDasharray="2.6 2.1" />,
  running: (
    <g className={classes.turning}>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
    </g>
  ),
  cancelling: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1" />
      <rect x="6" y="6" width="4" height="4" fill="currentColor" stroke="none" />
    </>
  ),
  waiting: <path d="M4 2h8M4 14h8M5 2c0 4 6 4 6 6s-6 2-6 6M11 2c0 4-6 4-6 6s6 2 6 6" />,
  blocked: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1" />
      <rect x="2" y="2" width="12" height="6" fill="currentColor" stroke="none" />
    </>
  ),
  stalled: <path d="M8 1.5 15 14H1zM8 6v4M8 11.5v1" />,
  incomplete: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1" />
      <rect x="2" y="2" width="6" height="12" fill="currentColor" stroke="none" />
    </>
  ),
  succeeded: <path d="m2.5 8.5 4 4 7-9" strokeWidth="2.2" />,
  failed: (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
      <path d="m5.5 5.5 5 5M10.5 5.5l-5 5" stroke="var(--rl-surface)" strokeWidth="1.8" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m3.8 12.2 8.4-8.4" strokeWidth="2" />
    </>
  ),
  timed_out: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 8V1.8A6.2 6.2 0 0 1 14.2 8z" fill="currentColor" />
    </>
  ),
  lost: (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" strokeDasharray="1.4 1.6" />
      <path d="M6 6.3c0-2.4 4-2.4 4 0C10 7.8 8 7.6 8 9.2M8 11v1" />
    </>
  ),
};

/** A state's shape, for where its word stands beside it. */
export function StatusShape({ state, size = 14 }: { readonly state: string; readonly size?: number }) {
  return (
    <svg
      className={classes.shape}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {SHAPES[lookOf(state).shape]}
    </svg>
  );
}
