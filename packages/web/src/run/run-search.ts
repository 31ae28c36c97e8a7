import { z } from 'zod';

/** What the address of a run's page says beside its id. */
const RunSearchSchema = z.object({
  tab: z.string().optional().catch(undefined),
  step: z.string().optional().catch(undefined),
  /** The filter of the list that the run was opened from, as that page's address has it. */
  list: z.string().optional().catch(undefined),
});
export type RunSearch = z.infer<typeof RunSearchSchema>;

export function parseRunSearch(search: Record<string, unknown>): RunSearch {
  return RunSearchSchema.parse(search);
}
