import type { Interval } from './intervals.ts';

export interface PathNode extends Interval {
  readonly id: string;
  /** The node that it is a part of. */
  readonly parent: string | null;
}

/**
 * The chain of nodes that determines when everything is over, from the first to the last: the one that ends last, before
 * it the one that ends last of those that were over when it began, and so on. Behind each stands the chain inside of it.
 */
export function criticalPath(nodes: readonly PathNode[], end: string): string[] {
  const parts = Map.groupBy(nodes, ({ parent }) => parent);
  for (const siblings of parts.values()) {
    siblings.sort((a, b) => (a.to === b.to ? 0 : a.to < b.to ? 1 : -1));
  }
  const path: string[] = [];
  const open = chainBackwards(parts.get(null) ?? [], end);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    path.push(node.id);
    for (const part of chainBackwards(parts.get(node.id) ?? [], node.to)) open.push(part);
  }
  return path;
}

/** `latestFirst` in the order in which they end. */
function chainBackwards(latestFirst: readonly PathNode[], end: string): PathNode[] {
  const chain: PathNode[] = [];
  let begin = end;
  for (const node of latestFirst) {
    if (node.to > begin) continue;
    chain.push(node);
    begin = node.from;
  }
  return chain;
}
