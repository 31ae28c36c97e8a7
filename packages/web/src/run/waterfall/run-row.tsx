import { VisuallyHidden } from '@mantine/core';

import { formatDuration } from '../../time/format-duration.ts';
import { MarkShape } from './mark-shape.tsx';
import { marksOf } from './marks.ts';
import type { TimeAxis } from './time-axis.ts';
import type { WaterfallModel } from './waterfall-model.ts';
import { FoldColumns } from './axis-head.tsx';
import classes from './waterfall.module.css';

interface Props {
  readonly model: WaterfallModel;
  readonly axis: TimeAxis;
  readonly now: number;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The run itself above its steps: when it was in the queue, when it went on, for whom it waited. */
export function RunRow({ model, axis, now }: Props) {
  const words = model.run.map(({ kind, from, to, note }) => {
    const time = formatDuration((to ?? now) - from);
    return `${WORDS[kind]} ${time}${note === null ? '' : ` (${note})`}`;
  });
  return (
    <div role="row" aria-rowindex={2} aria-level={1} className={`${classes.row} ${classes.runRow}`}>
      <div role="gridcell" className={classes.name}>
        <span className={classes.label}>The run</span>
      </div>
      <div role="gridcell" className={classes.track}>
        <VisuallyHidden>{words.join(', ')}</VisuallyHidden>
        <FoldColumns axis={axis} />
        {marksOf(model.run, { axis, now, critical: NOTHING }).map((mark) => (
          <MarkShape key={`${mark.kind}${mark.from}`} mark={mark} />
        ))}
      </div>
    </div>
  );
}

const WORDS = { queue: 'queued', run: 'went on', wait: 'held', backoff: 'backed off' } as const;
