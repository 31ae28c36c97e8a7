import type { Usage } from '../schemas/fields.ts';

/** The two amounts that the run management spec knows; null is: not counted. */
export function resourceUsageOf(usage: Usage | null): { tokens: number | null; compute_ms: number | null } {
  return { tokens: usage?.['tokens'] ?? null, compute_ms: usage?.['compute_ms'] ?? null };
}
