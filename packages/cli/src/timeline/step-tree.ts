import { stepLabel } from '@runlight/contract';

import type { Attempt } from './attempt.ts';
import type { RunHistory } from './run-history.ts';

/** A step with its attempts, and the steps that ran inside it by when they started. */
export interface StepNode {
  readonly name: string;
  readonly label: string;
  readonly attempts: Attempt[];
  /** By label; null for none, as most steps of a run with many have none. */
  children: Map<string, StepNode> | null;
  /** The names whose steps among the children are shown as one. */
  folded: Set<string> | null;
}

/** All steps of a run below a root that is none: attempts of one step together, steps below the step they ran in. */
export function stepTree({ attempts }: RunHistory): StepNode {
  const root: StepNode = { name: '', label: '', attempts: [], children: null, folded: null };
  const parentIds = new Set(attempts.map(({ parentSpanId }) => parentSpanId));
  const parents = new Map(
    attempts
      .filter(({ spanId }) => parentIds.has(spanId))
      .map((attempt): [string, Attempt] => [attempt.spanId, attempt]),
  );
  const placed = new Map<string, StepNode>();
  const place = (attempt: Attempt, inside: ReadonlySet<string>): StepNode => {
    const known = placed.get(attempt.spanId);
    if (known !== undefined) return known;
    const above = attempt.parentSpanId === null ? undefined : parents.get(attempt.parentSpanId);
    const looped = above === undefined || inside.has(above.spanId); // files from elsewhere can say anything
    const parent = looped ? root : place(above, new Set([...inside, attempt.spanId]));
    const node = placeBelow(parent, attempt);
    if (parents.has(attempt.spanId)) placed.set(attempt.spanId, node);
    return node;
  };
  for (const attempt of attempts) place(attempt, new Set());
  return root;
}

/** A node's children by their names, in the order in which the first of each started. */
export function childrenByName({ children }: StepNode): Map<string, StepNode[]> {
  return Map.groupBy(children?.values() ?? [], ({ name }) => name);
}

function placeBelow(parent: StepNode, attempt: Attempt): StepNode {
  const children = (parent.children ??= new Map<string, StepNode>());
  const label = stepLabel(attempt);
  const known = children.get(label);
  if (known !== undefined) {
    known.attempts.push(attempt);
    return known;
  }
  const node = { name: attempt.name, label, attempts: [attempt], children: null, folded: null };
  children.set(label, node);
  return node;
}
