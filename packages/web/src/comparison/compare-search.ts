import { z } from 'zod';

const Text = z.coerce.string().min(1).max(512).optional().catch(undefined);

const CompareSearchSchema = z.object({
  workflow: Text,
  /** The version that `b` is measured against; by default the one before it. */
  a: Text,
  /** By default the newest. */
  b: Text,
  /** When the runs ended; what the server can't read it says. */
  from: Text,
  to: Text,
});
/** What the address of a comparison says: all of what shapes it. */
export type CompareSearch = z.infer<typeof CompareSearchSchema>;

/** What makes no sense is undefined, and by that takes the place of what the address says. */
export function parseCompareSearch(search: Record<string, unknown>): CompareSearch {
  return CompareSearchSchema.parse(search);
}

export const DEFAULT_WINDOW = '30d';

/** The versions to compare, of `versions` with the newest first; undefined where two can't be told. */
export function pairOf(
  { a, b }: Pick<CompareSearch, 'a' | 'b'>,
  versions: readonly string[],
): { readonly a: string; readonly b: string } | undefined {
  const later = b ?? versions.find((version) => version !== a);
  const older = versions.slice(versions.indexOf(later ?? '') + 1);
  const earlier = a ?? older[0] ?? versions.find((version) => version !== later);
  return earlier === undefined || later === undefined ? undefined : { a: earlier, b: later };
}
