import { union, without, type Interval } from './intervals.ts';
import type { Attempt, AttemptStatus } from './attempt.ts';
import type { RunHistory } from './run-history.ts';
import { childrenByName, stepTree, type StepNode } from './step-tree.ts';

/** One line of a waterfall: a step with all its attempts, or many steps of one name folded into one line. */
export interface Row {
  readonly label: string;
  readonly depth: number;
  readonly status: AttemptStatus;
  /** By when they started. */
  readonly attempts: readonly Attempt[];
  /** How many steps of one name the line stands for; 1 unless it is folded. */
  readonly steps: number;
  readonly failed: number;
}

/** So many siblings of one name are folded however much room there is. */
const ALWAYS_FOLDED = 20;
/** Folding fewer than this hides more than it saves. */
const WORTH_FOLDING = 4;

/**
 * The lines of a run's waterfall: attempts of one step on one line, steps below the step they ran in, siblings by
 * when they started. Many siblings of one name are folded, and while there are more than `room` lines, fewer, the most
 * numerous first.
 */
export function foldedRows(history: RunHistory, room: number): Row[] {
  const root = stepTree(history);
  foldGroupsOf(ALWAYS_FOLDED, root);
  for (;;) {
    const rows = rowsBelow(root);
    const group = rows.length > room ? largestGroup(root) : null;
    if (group === null || group.size < WORTH_FOLDING) return rows;
    fold(group.parent, group.name);
  }
}

/** The lines of a run's waterfall with nothing folded. */
export function allRows(history: RunHistory): Row[] {
  return rowsBelow(stepTree(history));
}

/** When the run's own code was at work: an attempt's time but for its waits, its pauses and the steps inside it. */
export function busyTimes({ attempts }: RunHistory): Interval[] {
  const inside = Map.groupBy(attempts, ({ parentSpanId }) => parentSpanId);
  return union(
    attempts.flatMap((attempt) => {
      const others = [...attempt.held, ...attempt.backoff, ...(inside.get(attempt.spanId) ?? [])];
      return others.length === 0 ? [attempt] : without(attempt, others);
    }),
  );
}

interface Group {
  readonly parent: StepNode;
  readonly name: string;
  readonly size: number;
}

function fold(parent: StepNode, name: string): void {
  (parent.folded ??= new Set()).add(name);
}

/** Folds all groups of at least so many; what is inside of a folded one is not shown anyway. */
function foldGroupsOf(size: number, node: StepNode): void {
  for (const [name, siblings] of childrenByName(node)) {
    if (siblings.length >= size) fold(node, name);
    else for (const sibling of siblings) foldGroupsOf(size, sibling);
  }
}

/** The most numerous siblings of one name that are not folded, directly or with what is above them. */
function largestGroup(node: StepNode): Group | null {
  let largest: Group | null = null;
  for (const [name, siblings] of childrenByName(node)) {
    if (node.folded?.has(name)) continue;
    if (largest === null || siblings.length > largest.size)
      largest = { parent: node, name, size: siblings.length };
    for (const sibling of siblings) {
      const inside = sibling.children === null ? null : largestGroup(sibling);
      if (inside !== null && inside.size > largest.size) largest = inside;
    }
  }
  return largest;
}

function rowsBelow(node: StepNode, depth = 0, rows: Row[] = []): Row[] {
  if (node.children === null) return rows;
  const byName = node.folded === null ? undefined : childrenByName(node);
  for (const child of node.children.values()) {
    if (node.folded?.has(child.name)) {
      const siblings = byName?.get(child.name) ?? [];
      if (siblings[0] === child) rows.push(foldedRow(siblings, depth));
    } else {
      rows.push(rowOf(child, depth));
      rowsBelow(child, depth + 1, rows);
    }
  }
  return rows;
}

function rowOf({ label, attempts }: StepNode, depth: number): Row {
  const status = attempts.at(-1)?.status ?? 'running';
  return { label, depth, status, attempts, steps: 1, failed: status === 'failed' ? 1 : 0 };
}

/** What of many steps a person wants to know first. */
const TELLING: readonly AttemptStatus[] = [
  'failed',
  'abandoned',
  'blocked',
  'waiting',
  'running',
  'cancelled',
  'completed',
  'skipped',
];

function foldedRow(siblings: readonly StepNode[], depth: number): Row {
  const statuses = siblings.map(({ attempts }) => attempts.at(-1)?.status ?? 'running');
  return {
    label: siblings[0]?.name ?? '',
    depth,
    status: TELLING.find((status) => statuses.includes(status)) ?? 'completed',
    attempts: siblings.flatMap(({ attempts }) => attempts).sort((a, b) => a.from - b.from),
    steps: siblings.length,
    failed: statuses.filter((status) => status === 'failed').length,
  };
}
