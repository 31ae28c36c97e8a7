import { z } from 'zod';

import { STEP_SORTS } from './step-sort.ts';

export const TABS = ['steps', 'events', 'traces', 'logs', 'io', 'files', 'hitl', 'notes', 'lineage'] as const;
export type TabName = (typeof TABS)[number];

/** What the address of a run's page says beside its id. */
const RunSearchSchema = z.object({
  tab: z.enum(TABS).optional().catch(undefined),
  /** The selected step, by its name with its key. */
  step: z.string().max(1024).optional().catch(undefined),
  /** Which execution of it, by its span; else the last one. */
  attempt: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .catch(undefined),
  /** The log record that is pointed at. */
  log: z.string().max(256).optional().catch(undefined),
  /** By which column the steps are sorted. */
  step_sort: z.enum(STEP_SORTS).optional().catch(undefined),
  /** The part of time that the waterfall shows: milliseconds since the run began. */
  zoom: z
    .string()
    .regex(/^\d{1,15}-\d{1,15}$/)
    .optional()
    .catch(undefined),
  /** The filter of the list that the run was opened from, as that page's address has it. */
  list: z.string().max(8192).optional().catch(undefined),
});
export type RunSearch = z.infer<typeof RunSearchSchema>;

/** What makes no sense is undefined, and by that takes the place of what the address says. */
export function parseRunSearch(search: Record<string, unknown>): RunSearch {
  return RunSearchSchema.parse(search);
}
