import { lookOf } from '../../status/states.ts';
import { formatDuration } from '../../time/format-duration.ts';
import { INSTANT_PX, labelOf, type Mark } from './marks.ts';
import classes from './waterfall.module.css';

/** A mark: what it looks like says what went on, its title says it in words. */
export function MarkShape({ mark }: { readonly mark: Mark }) {
  const { kind, status, note } = mark;
  const { family } = lookOf(status === 'abandoned' ? 'lost' : status);
  const time = formatDuration(mark.to - mark.from);
  const title = [
    `${KINDS[kind]} ${time}${mark.open ? ' so far' : ''}`,
    mark.attempt > 1 ? `attempt ${mark.attempt}` : null,
    mark.count > 1 ? `${mark.count} of them` : null,
    kind === 'run' ? lookOf(status).word.toLowerCase() : null,
    note,
    mark.critical ? 'on the critical path' : null,
  ].filter((part) => part !== null);
  const label = labelOf(mark, textsOf(mark, time));
  return (
    <span
      aria-hidden
      className={`${classes.mark} ${classes[kind]}`}
      style={{ left: mark.x, ...(kind !== 'instant' && { width: mark.width }) }}
      title={title.join(', ')}
      data-family={family}
      data-kind={kind}
      {...(mark.open && { 'data-open': true })}
      {...(mark.critical && mark.width >= INSTANT_PX && { 'data-critical': true })}
      {...(status === 'abandoned' && { 'data-abandoned': true })}
    >
      {label !== undefined && <span className={classes.markLabel}>{label}</span>}
    </span>
  );
}

const KINDS: Readonly<Record<Mark['kind'], string>> = {
  run: 'executed',
  instant: 'took no time',
  queue: 'queued',
  wait: 'waited',
  backoff: 'backed off',
};

/** What a mark could say, the best first. */
function textsOf({ kind, status, note }: Mark, time: string): string[] {
  if (kind === 'run') return status === 'failed' ? [`✕ ${time}`, '✕'] : [time];
  if (kind === 'wait') return note === null ? [time] : [`${note} · ${time}`, note, time];
  return [];
}
