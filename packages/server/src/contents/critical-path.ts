import type { Interval } from './intervals.ts';

export interface PathNode extends Interval {
  readonly id: string;
  /** The node that it is a part of; it stands before this one in the list. */
  readonly parent: string | null;
}

/**
 * The chain of nodes that determines when everything is over, in the order of `nodes`: the one that ends last, before it
 * the one that ends last of those that were over when it began, and so on; the same inside of each of them.
 */
export function criticalPath(nodes: readonly PathNode[], end: string): string[] {
  const children = Map.groupBy(nodes, ({ parent }) => parent);
  for (const siblings of children.values())
    siblings.sort((a, b) => (a.to === b.to ? 0 : a.to < b.to ? 1 : -1));
  const chosen = new Set<string>();
  const open: { within: string | null; end: string }[] = [{ within: null, end }];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    let cursor = group.end;
    for (const node of children.get(group.within) ?? []) {
      if (node.to > cursor) continue;
      chosen.add(node.id);
      cursor = node.from;
      open.push({ within: node.id, end: node.to });
    }
  }
  return nodes.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
}
