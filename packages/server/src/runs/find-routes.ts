import { exportRuns, getFacets, listRuns } from '../api/runs.ts';
import { lastChange } from '../following/follow-others.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';
import { exportedRuns, EXPORT_TYPES } from './export-runs.ts';
import { readFacets } from './facets.ts';
import { RunSearch, type RunPage, type RunPosition } from './find-runs.ts';
import { readRunItems } from './read-run-items.ts';

/** Finding runs. */
export const findRoutes: Routes = (parts) => {
  const { store, settings } = parts;
  return newApi()
    .openapi(listRuns, async (c) => {
      const principal = principalIn(c);
      const { limit, next_token, sort, ...filter } = c.req.valid('query');
      const question = { path: listRuns.path, tenant: principal.tenantId, sort, filter };
      const after =
        next_token === undefined ? null : (positionIn(next_token, question, settings.secret) as RunPosition); // it never has a null
      const now = parts.now();
      // Read before the page: who follows from here on hears of some changes twice rather than of none.
      const change = await lastChange(store);
      const search = await RunSearch.open(store, principal, filter, now);
      const page = await search.page({ sort, after, limit });
      return c.json(
        {
          runs: await readRunItems(store.db, principal, page.ids, now),
          next_token: page.next === null ? null : tokenOf(page.next, question, settings.secret),
          total: await totalOf(search, page, after),
          change,
        },
        200,
      );
    })
    .openapi(getFacets, async (c) => c.json(await readFacets(store.db, principalIn(c)), 200))
    .openapi(exportRuns, async (c) => {
      const { format, sort, ...filter } = c.req.valid('query');
      const runs = await exportedRuns(parts, principalIn(c), { filter, format, sort });
      const name = `runs-${parts.timestamp().slice(0, 19).replaceAll(/[-:]/g, '')}Z.${format}`;
      return c.body(runs, 200, {
        'content-type': EXPORT_TYPES[format],
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      });
    });
};

/** What a page itself shows counts too. */
async function totalOf(
  search: RunSearch,
  page: RunPage,
  after: RunPosition | null,
): Promise<{ value: number; more: boolean }> {
  const shown = page.ids.length;
  if (after === null && page.next === null) return { value: shown, more: false };
  const { value, more } = await search.estimate();
  return { value: Math.max(value, shown), more };
}
