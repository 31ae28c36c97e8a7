import type { RunFilter } from '../api/parameters.ts';
import { RunFilterSchema } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { readTime } from '../runs/read-time.ts';
import { matchingRuns } from './matching-runs.ts';

/** What “select all” means: a filter, how many runs it matches, and until when. */
export interface Selection {
  readonly selection_id: string;
  readonly matched: number;
  readonly cut_off: string;
}

/** Freezes what a filter means now. `query` is the query part of the list's address. Throws `invalid_input`. */
export async function createSelection(parts: Parts, principal: Principal, query: string): Promise<Selection> {
  const now = parts.now();
  const filter = frozen(readFilter(query), now);
  const cut_off = parts.timestamp();
  const runs = await matchingRuns(parts, principal, filter, cut_off);
  const selection_id = newId('sel');
  const { matched } = await runs(parts.store.db)
    .select(({ fn }) => fn.countAll<number>().as('matched'))
    .executeTakeFirstOrThrow();
  await parts.store.db
    .insertInto('selections')
    .values({
      selection_id,
      tenant_id: principal.tenantId,
      filter: JSON.stringify(filter),
      matched,
      cut_off,
      created_at: cut_off,
      created_by: principal.actor,
    })
    .execute();
  return { selection_id, matched, cut_off };
}

/** Every parameter counts: one that is not known would widen what is acted on. How a list is shown does not matter. */
const OF_THE_LIST: ReadonlySet<string> = new Set(['sort', 'limit', 'next_token']);

function readFilter(query: string): RunFilter {
  const given = new URLSearchParams(query);
  const names = [...new Set(given.keys())].filter((name) => !OF_THE_LIST.has(name));
  const parsed = RunFilterSchema.strict().safeParse(
    Object.fromEntries(
      names.map((name) => {
        const values = given.getAll(name);
        return [name, values.length === 1 ? values[0] : values];
      }),
    ),
  );
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: ['query', ...path].join('.'),
    message,
  }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new ProblemError('bad_request', detail, { code: 'invalid_input', errors });
}

/** `24h` is a day before now, also when somebody confirms it later. */
function frozen(filter: RunFilter, now: number): RunFilter {
  const { from, to } = filter;
  return {
    ...filter,
    ...(from !== undefined && { from: readTime(from, now) }),
    ...(to !== undefined && { to: readTime(to, now) }),
  };
}
