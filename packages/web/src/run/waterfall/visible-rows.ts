import { hasFailed, type Segment, type WaterfallModel, type WaterfallRow } from './waterfall-model.ts';

/** So many siblings of one name become one row. */
export const GROUP_FROM = 20;

export type RowFilter = 'all' | 'failed' | 'critical';

export interface RowView {
  readonly show: RowFilter;
  /** Part of a name; empty for all. */
  readonly find: string;
  /** Rows that were folded or unfolded by hand: groups and attempts begin folded, all others open. */
  readonly toggled: ReadonlySet<string>;
}

/** A row as it stands in the table. */
export interface VisibleRow {
  readonly key: string;
  readonly kind: 'step' | 'group' | 'attempt';
  readonly label: string;
  /** From 1. */
  readonly level: number;
  readonly status: string;
  readonly segments: readonly Segment[];
  /** The step that it is, or that it is an attempt of; null for a group. */
  readonly step: WaterfallRow | null;
  /** Of a group. */
  readonly members: { readonly count: number; readonly failed: number } | null;
  readonly attempts: number;
  /** Null where there is nothing to unfold. */
  readonly expanded: boolean | null;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** The rows that a person sees, in the order of the model, each below the step that it belongs to. */
export function visibleRows(model: WaterfallModel, view: RowView): VisibleRow[] {
  const tree = treeOf(model.rows.filter(keptBy(model, view)));
  const rows: VisibleRow[] = [];
  const isExpanded = (key: string, byDefault: boolean) => byDefault !== view.toggled.has(key);

  function addSiblings(siblings: readonly WaterfallRow[], level: number, grouped: boolean): void {
    const entries = grouped ? groupsOf(siblings) : siblings.map((row) => [row]);
    entries.forEach((members, index) => {
      const [first] = members;
      if (first === undefined) return;
      const where = { level, place: index + 1, siblings: entries.length };
      if (members.length === 1) addStep(first, where);
      else addGroup(members, first, where);
    });
  }

  function addGroup(members: readonly WaterfallRow[], first: WaterfallRow, where: Place): void {
    const key = groupKey(first);
    const failed = members.filter(hasFailed).length;
    const expanded = isExpanded(key, false);
    rows.push({
      key,
      kind: 'group',
      label: first.name,
      status: failed > 0 ? 'failed' : (members.find(({ status }) => status === 'running') ?? first).status,
      segments: members.flatMap(({ segments }) => segments),
      step: null,
      members: { count: members.length, failed },
      attempts: 0,
      expanded,
      ...where,
    });
    if (expanded) addSiblings(members, where.level + 1, false);
  }

  function addStep(step: WaterfallRow, where: Place): void {
    const children = tree.get(step.id) ?? [];
    const attempts = attemptsOf(step);
    // What is always there to see comes first: a step with children stands open, its attempts share its row.
    const expanded =
      children.length > 0
        ? isExpanded(step.id, true)
        : attempts.length > 1
          ? isExpanded(step.id, false)
          : null;
    rows.push({
      key: step.id,
      kind: 'step',
      label: step.id,
      status: step.status,
      segments: step.segments,
      step,
      members: null,
      attempts: attempts.length,
      expanded,
      ...where,
    });
    if (expanded !== true) return;
    if (children.length > 0) addSiblings(children, where.level + 1, true);
    else rows.push(...attempts.map((segments, index) => attemptRow(step, segments, where.level + 1, index)));
  }

  function attemptRow(
    step: WaterfallRow,
    segments: readonly Segment[],
    level: number,
    index: number,
  ): VisibleRow {
    const all = attemptsOf(step).length;
    return {
      key: `${step.id}\u0000${segments[0]?.spanId ?? index}`,
      kind: 'attempt',
      label: `attempt ${segments[0]?.attempt ?? index + 1}`,
      level,
      status: segments.at(-1)?.status ?? step.status,
      segments,
      step,
      members: null,
      attempts: 1,
      expanded: null,
      place: index + 1,
      siblings: all,
    };
  }

  addSiblings(tree.get(null) ?? [], 1, true);
  return rows;
}

type Place = Pick<VisibleRow, 'level' | 'place' | 'siblings'>;

/** The rows that have to be unfolded for a step to be seen, as `toggled` would have them. */
export function revealing(model: WaterfallModel, view: RowView, stepId: string): ReadonlySet<string> {
  const toggled = new Set(view.toggled);
  const tree = treeOf(model.rows.filter(keptBy(model, view)));
  const byId = new Map(model.rows.map((row) => [row.id, row]));
  const parents = new Map([...tree].flatMap(([parent, rows]) => rows.map(({ id }) => [id, parent] as const)));
  for (let id: string | null = stepId; id !== null;) {
    const row = byId.get(id);
    if (row === undefined) break;
    const parent: string | null = parents.get(id) ?? null;
    const siblings = tree.get(parent) ?? [];
    if (siblings.filter(({ name }) => name === row.name).length >= GROUP_FROM) toggled.add(groupKey(row));
    if (parent !== null) toggled.delete(parent);
    id = parent;
  }
  return toggled;
}

/** The step that failed next after another in the order of the table; the first one after the last. */
export function nextFailure(model: WaterfallModel, after: string | null): string | null {
  const all = visibleRows(model, { show: 'all', find: '', toggled: everyGroup(model) });
  const steps = all.flatMap(({ kind, step }) => (kind === 'step' && step !== null ? [step] : []));
  const at = steps.findIndex(({ id }) => id === after);
  return [...steps.slice(at + 1), ...steps.slice(0, at + 1)].find(hasFailed)?.id ?? null;
}

function everyGroup(model: WaterfallModel): ReadonlySet<string> {
  return new Set(model.rows.map(groupKey));
}

/** A step stands below its parent if that came before it: whatever the server says, every row is somewhere, once. */
function treeOf(rows: readonly WaterfallRow[]): ReadonlyMap<string | null, readonly WaterfallRow[]> {
  const tree = new Map<string | null, WaterfallRow[]>();
  const seen = new Set<string>();
  for (const row of rows) {
    const parent = row.parent !== null && seen.has(row.parent) ? row.parent : null;
    const siblings = tree.get(parent);
    if (siblings === undefined) tree.set(parent, [row]);
    else siblings.push(row);
    seen.add(row.id);
  }
  return tree;
}

/** Many of one name together, at the place of the first; all others alone. */
function groupsOf(siblings: readonly WaterfallRow[]): WaterfallRow[][] {
  const byName = Map.groupBy(siblings, ({ name }) => name);
  return siblings.flatMap((row): WaterfallRow[][] => {
    const members = byName.get(row.name) ?? [row];
    if (members.length < GROUP_FROM) return [[row]];
    return members[0] === row ? [members] : [];
  });
}

/** No step has this id: names have no NUL. */
function groupKey({ parent, name }: WaterfallRow): string {
  return `\u0000${parent ?? ''}\u0000${name}`;
}

/** What belongs to each attempt, in the order in which they began. */
function attemptsOf({ segments }: WaterfallRow): (readonly Segment[])[] {
  return [...Map.groupBy(segments, ({ spanId }) => spanId).values()];
}

/** Which rows a view keeps: those that it looks for, and the steps around them. */
function keptBy(model: WaterfallModel, { show, find }: RowView): (row: WaterfallRow) => boolean {
  const text = find.trim().toLowerCase();
  if (show === 'all' && text === '') return () => true;
  const matches = (row: WaterfallRow) =>
    (show !== 'failed' || hasFailed(row)) &&
    (show !== 'critical' || row.segments.some(({ spanId }) => model.critical.has(spanId))) &&
    row.id.toLowerCase().includes(text);
  const parents = new Map(model.rows.map(({ id, parent }) => [id, parent]));
  const kept = new Set<string>();
  for (const row of model.rows) {
    if (!matches(row)) continue;
    for (let id: string | null = row.id; id !== null && !kept.has(id); id = parents.get(id) ?? null) {
      kept.add(id);
    }
  }
  return ({ id }) => kept.has(id);
}
