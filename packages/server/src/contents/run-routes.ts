import { getRun } from '../api/runs.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { isNamed } from '../http/entity-tag.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import { gapsOf } from './gaps.ts';
import { etagOf, runDetail, stateIn } from './run-detail.ts';

/** One run. */
export const runRoutes: Routes = (parts) =>
  newApi().openapi(getRun, async (c) => {
    const row = await visibleRun(parts.store.db, principalIn(c), c.req.valid('param').id);
    const state = stateIn(row);
    const gaps = await gapsOf(parts, row, state);
    const detail = await runDetail(parts, row, state, gaps);
    const etag = etagOf(detail, state);
    c.header('etag', etag);
    c.header('cache-control', 'private, no-cache');
    if (isNamed(etag, c.req.header('if-none-match'))) return c.body(null, 304);
    return c.json(detail, 200);
  });
