import { z } from 'zod';

export const TABS = ['steps', 'events', 'traces', 'logs', 'io', 'files', 'hitl', 'notes', 'lineage'] as const;
export type TabName = (typeof TABS)[number];

/** What the address of a run's page says beside its id. */
const RunSearchSchema = z.object({
  tab: z.enum(TABS).optional().catch(undefined),
  /** The selected step, by its name with its key. */
  step: z.string().max(1024).optional().catch(undefined),
  /** The filter of the list that the run was opened from, as that page's address has it. */
  list: z.string().max(8192).optional().catch(undefined),
});
export type RunSearch = z.infer<typeof RunSearchSchema>;

/** What makes no sense is undefined, and by that takes the place of what the address says. */
export function parseRunSearch(search: Record<string, unknown>): RunSearch {
  return RunSearchSchema.parse(search);
}
