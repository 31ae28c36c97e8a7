import { stepLabel } from '@runlight/contract';

import { union, without, type Interval } from './intervals.ts';
import type { Attempt, AttemptStatus, RunHistory } from './run-history.ts';

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

interface Node {
  readonly name: string;
  readonly label: string;
  readonly parent: Node | null;
  readonly attempts: Attempt[];
  readonly children: Map<string, Node>;
}

/** So many siblings of one name are folded however much room there is. */
const ALWAYS_FOLDED = 20;
/** Folding fewer than this hides more than it saves. */
const WORTH_FOLDING = 4;

/**
 * The lines of a run's waterfall: attempts of one step on one line, steps below the step they ran in, siblings by
 * when they started. Siblings of one name are folded, the most numerous first, until there are at most `room` lines.
 */
export function waterfallRows(history: RunHistory, room: number): Row[] {
  const root = treeOf(history.attempts);
  const folded = new Set<string>();
  for (;;) {
    const rows = rowsBelow(root, 0, folded);
    const candidate = largestGroup(root, folded);
    if (candidate === null) return rows;
    if (rows.length <= room && candidate.size < ALWAYS_FOLDED) return rows;
    folded.add(candidate.id);
  }
}

/** When the run's own code was at work: an attempt's time but for its waits, its pauses and the steps inside it. */
export function busyTimes(history: RunHistory): Interval[] {
  const inside = Map.groupBy(
    history.attempts.filter(({ parentSpanId }) => parentSpanId !== null),
    ({ parentSpanId }) => parentSpanId,
  );
  return union(
    history.attempts.flatMap((attempt) =>
      without(attempt, [...attempt.held, ...attempt.backoff, ...(inside.get(attempt.spanId) ?? [])]),
    ),
  );
}

function treeOf(attempts: readonly Attempt[]): Node {
  const root: Node = { name: '', label: '', parent: null, attempts: [], children: new Map() };
  const bySpan = new Map(attempts.map((attempt) => [attempt.spanId, attempt]));
  const nodes = new Map<string, Node>();
  const place = (attempt: Attempt, ancestors: ReadonlySet<string>): Node => {
    const known = nodes.get(attempt.spanId);
    if (known !== undefined) return known;
    const above = attempt.parentSpanId === null ? undefined : bySpan.get(attempt.parentSpanId);
    const looped = above === undefined || ancestors.has(above.spanId); // files from elsewhere can say anything
    const parent = looped ? root : place(above, new Set([...ancestors, attempt.spanId]));
    const label = stepLabel(attempt);
    const node: Node = parent.children.get(label) ?? {
      name: attempt.name,
      label,
      parent,
      attempts: [],
      children: new Map(),
    };
    parent.children.set(label, node);
    node.attempts.push(attempt);
    nodes.set(attempt.spanId, node);
    return node;
  };
  for (const attempt of attempts) place(attempt, new Set());
  return root;
}

function groupId(parent: Node, name: string): string {
  const path: string[] = [];
  for (let node: Node | null = parent; node !== null; node = node.parent) path.push(node.label);
  return JSON.stringify([name, ...path]);
}

function largestGroup(node: Node, folded: ReadonlySet<string>): { id: string; size: number } | null {
  let largest: { id: string; size: number } | null = null;
  for (const [name, siblings] of Map.groupBy(node.children.values(), (child) => child.name)) {
    const id = groupId(node, name);
    if (folded.has(id)) continue; // and with it all that is below
    const inside = siblings.map((sibling) => largestGroup(sibling, folded));
    for (const candidate of [{ id, size: siblings.length }, ...inside]) {
      if (candidate === null || candidate.size < WORTH_FOLDING) continue;
      if (largest === null || candidate.size > largest.size) largest = candidate;
    }
  }
  return largest;
}

function rowsBelow(node: Node, depth: number, folded: ReadonlySet<string>): Row[] {
  const byName = Map.groupBy(node.children.values(), (child) => child.name);
  return [...node.children.values()].flatMap((child) => {
    if (!folded.has(groupId(node, child.name)))
      return [rowOf(child, depth), ...rowsBelow(child, depth + 1, folded)];
    const siblings = byName.get(child.name) ?? [];
    return siblings[0] === child ? [foldedRow(siblings, depth)] : [];
  });
}

function rowOf({ label, attempts }: Node, depth: number): Row {
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

function foldedRow(siblings: readonly Node[], depth: number): Row {
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
