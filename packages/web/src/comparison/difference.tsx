import { IconAlertOctagon, IconCircleCheck, IconEqual } from '@tabler/icons-react';

import type { Verdict } from './compared-figures.ts';
import classes from './comparison.module.css';

const LOOKS = {
  better: { icon: <IconCircleCheck size={16} aria-hidden />, color: 'var(--rl-good)' },
  worse: { icon: <IconAlertOctagon size={16} aria-hidden />, color: 'var(--rl-bad)' },
  same: { icon: <IconEqual size={16} aria-hidden />, color: 'var(--rl-neutral)' },
} as const;

interface DifferenceProps {
  readonly verdict: Verdict;
  /** How much it is, where it is a number. */
  readonly amount?: string;
  /** What it means; by default the verdict's own word. */
  readonly word?: string;
}

/** What a difference means, by a shape and a word, in the colour of good or bad. */
export function Difference({ verdict, amount, word = verdict }: DifferenceProps) {
  if (verdict === 'unknown') return <span className={classes.basis}>nothing to compare</span>;
  const { icon, color } = LOOKS[verdict];
  return (
    <span className={classes.difference} style={{ color }} data-verdict={verdict}>
      {icon}
      <span>{amount === undefined ? word : `${amount}, ${word}`}</span>
    </span>
  );
}
