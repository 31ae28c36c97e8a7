import { z } from 'zod';

const Text = z.coerce.string().min(1).max(2048).optional().catch(undefined);

/** The filters that a list's address can have, named as the API names them. Lists are written with commas. */
export const FILTERS = [
  'status',
  'workflow',
  'version',
  'env',
  'tenant',
  'tag',
  'tag_pattern',
  'error_code',
  'error_category',
  'hitl',
  'actor',
  'owner',
  'business_event_id',
  'trace_id',
  'rerun_of',
  'parent',
  'failed_step',
  'needs_person',
  'resolved',
  'pinned',
  'backfill',
  'q',
  'time_field',
  'from',
  'to',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type ListFilter = Partial<Record<FilterName, string>>;

const SORTS = ['-started_at', 'started_at', 'status', '-status', 'duration', '-duration'] as const;

const ListSearchSchema = z.object({
  ...(Object.fromEntries(FILTERS.map((name) => [name, Text])) as Record<FilterName, typeof Text>),
  sort: z.enum(SORTS).optional().catch(undefined),
  /** The columns that are shown, if not those that are by default. */
  columns: Text,
  /** The run in the quick view. */
  peek: Text,
});
/** Everything that shapes the list. */
export type ListSearch = z.infer<typeof ListSearchSchema>;

export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const parsed = ListSearchSchema.parse(search);
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
}
