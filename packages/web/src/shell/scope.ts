import { getRouteApi } from '@tanstack/react-router';
import { z } from 'zod';

import { valuesIn } from '../parts/listed.ts';

/** What every screen is about: the runs of some environments, written with commas, or of all where there is none. */
const ScopeSchema = z.object({
  env: z.coerce.string().pipe(z.string().min(1).max(2048)).optional().catch(undefined),
});
export type Scope = z.infer<typeof ScopeSchema>;

/** The scope of an address's search; one that makes no sense is none. */
export function parseScope(search: Record<string, unknown>): Scope {
  return ScopeSchema.parse(search);
}

const root = getRouteApi('__root__');

/** The environments that the person looks at. */
export function useScope(): {
  readonly envs: readonly string[];
  readonly query: { readonly env?: string[] };
} {
  const { env } = root.useSearch();
  const envs = env === undefined ? [] : valuesIn(env);
  return { envs, query: envs.length === 0 ? {} : { env: envs } };
}
