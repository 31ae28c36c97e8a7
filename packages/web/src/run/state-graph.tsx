import { lookOf } from '../status/states.ts';
import { formatDuration } from '../time/format-duration.ts';
import classes from './run.module.css';
import type { RetriedSpan } from './state-timeline.tsx';

const NODE = { width: 132, height: 40, gap: 60 };
const MARGIN = 28;

/** Each state once, with the time that was spent in it; an arrow for each step from one to another. */
export function StateGraph({ states }: { readonly states: readonly RetriedSpan[] }) {
  const names = [...new Set(states.map(({ state }) => state))];
  const arrows = new Map<string, { from: number; to: number; count: number }>();
  states.slice(1).forEach(({ state }, index) => {
    const from = names.indexOf(states[index]?.state ?? state);
    const to = names.indexOf(state);
    const known = arrows.get(`${from} ${to}`);
    if (known === undefined) arrows.set(`${from} ${to}`, { from, to, count: 1 });
    else known.count += 1;
  });
  const width = names.length * (NODE.width + NODE.gap) - NODE.gap + 2;
  const height = NODE.height + 2 * MARGIN;
  const description = states.map(({ state }) => lookOf(state).word).join(', then ');
  return (
    <div className={classes.graphScroll}>
      <svg className={classes.graph} width={width} height={height} role="img" aria-label={description}>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="8"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0l8 4-8 4z" fill="var(--mantine-color-dimmed)" />
          </marker>
        </defs>
        {[...arrows.values()].map(({ from, to, count }) => (
          <g key={`${from} ${to}`} fill="none" stroke="var(--mantine-color-dimmed)">
            <path d={arrowPath(from, to)} markerEnd="url(#arrow)" />
            {count > 1 && (
              <text
                x={((from + to) / 2) * (NODE.width + NODE.gap) + NODE.width / 2}
                y={from < to ? 12 : height - 4}
                textAnchor="middle"
                stroke="none"
                fill="var(--mantine-color-text)"
                fontSize="12"
              >
                × {count}
              </text>
            )}
          </g>
        ))}
        {names.map((name, index) => {
          const { family, word } = lookOf(name);
          const spans = states.filter(({ state }) => state === name);
          const total = spans.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
          const retries = spans.reduce((sum, span) => sum + span.retries, 0);
          return (
            <g key={name} transform={`translate(${index * (NODE.width + NODE.gap) + 1} ${MARGIN})`}>
              <rect
                width={NODE.width}
                height={NODE.height}
                rx="4"
                fill={`var(--rl-${family}-tint)`}
                stroke={`var(--rl-${family})`}
              />
              <text
                x={NODE.width / 2}
                y="17"
                textAnchor="middle"
                fill={`var(--rl-${family})`}
                fontWeight="600"
                fontSize="13"
              >
                {word}
              </text>
              <text
                x={NODE.width / 2}
                y="33"
                textAnchor="middle"
                fill="var(--mantine-color-text)"
                fontSize="12"
              >
                {total > 0 ? formatDuration(total) : ''}
                {retries > 0 ? ` · ↻ ${retries}` : ''}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** Forward above the states, back below them; to the very next one straight. */
function arrowPath(from: number, to: number): string {
  const pitch = NODE.width + NODE.gap;
  const middle = MARGIN + NODE.height / 2;
  if (to === from + 1) return `M${from * pitch + NODE.width + 1} ${middle}H${to * pitch - 1}`;
  const y = from < to ? MARGIN : MARGIN + NODE.height;
  const bend = from < to ? 6 : NODE.height + 2 * MARGIN - 6;
  const [a, b] = [from * pitch + NODE.width / 2 + 8, to * pitch + NODE.width / 2 - 8];
  return `M${a} ${y}C${a} ${bend} ${b} ${bend} ${b} ${y}`;
}
