import { lookOf } from './states.ts';
import { StatusShape } from './status-shape.tsx';
import classes from './status.module.css';

/** A state: its shape and its word, in the colour of its family. */
export function Status({ state, tinted = false }: { readonly state: string; readonly tinted?: boolean }) {
  const { family, word } = lookOf(state);
  return (
    <span
      className={classes.status}
      data-state={state}
      style={{
        color: `var(--rl-${family})`,
        ...(tinted && { background: `var(--rl-${family}-tint)`, padding: '2px 8px' }),
      }}
    >
      <StatusShape state={state} />
      {word}
    </span>
  );
}
