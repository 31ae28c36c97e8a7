import { IconAlertOctagon, IconCircleCheck, IconEqual } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Verdict } from './compared-figures.ts';
import classes from './comparison.module.css';

const LOOKS = {
  better: { icon: <IconCircleCheck size={16} aria-hidden />, color: 'var(--rl-good)' },
  worse: { icon: <IconAlertOctagon size={16} aria-hidden />, color: 'var(--rl-bad)' },
  same: { icon: <IconEqual size={16} aria-hidden />, color: 'var(--rl-neutral)' },
} as const;

/** What a difference means, by its shape and its words, in the colour of good or bad. */
export function Difference({
  verdict,
  children,
}: {
  readonly verdict: Verdict;
  readonly children: ReactNode;
}) {
  if (verdict === 'unknown') return <span className={classes.basis}>not to be told</span>;
  const { icon, color } = LOOKS[verdict];
  return (
    <span className={classes.difference} style={{ color }} data-verdict={verdict}>
      {icon}
      {children}
    </span>
  );
}
