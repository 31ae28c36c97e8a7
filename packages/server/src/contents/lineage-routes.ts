import { getLineage } from '../api/run-contents.ts';
import type { RunItem } from '../api/run-item.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import { visibleRun, visibleRuns } from '../runs/visible-runs.ts';

const MAX_OF_EACH = 100;

/** The runs that a run belongs to, and those that belong to it: of its own tenant, whatever other runs say of it. */
export const lineageRoutes: Routes = (parts) => {
  const { db } = parts.store;
  return newApi().openapi(getLineage, async (c) => {
    const principal = principalIn(c);
    const run = await visibleRun(db, principal, c.req.valid('param').id);
    const related = async (
      column: 'run_id' | 'rerun_of' | 'parent_run_id' | 'business_event_id',
      value: string | null,
    ): Promise<RunItem[]> => {
      if (value === null) return [];
      const rows = await visibleRuns(db, principal)
        .select('run_id')
        .where('tenant_id', '=', run.tenant_id)
        .where(column, '=', value)
        .where('run_id', '!=', run.run_id)
        .orderBy('sort_at', 'desc')
        .orderBy('run_id', 'desc')
        .limit(MAX_OF_EACH)
        .execute();
      const runIds = rows.map(({ run_id }) => run_id);
      return readRunItems(db, principal, runIds, parts.now());
    };
    const [original] = await related('run_id', run.rerun_of);
    const [parent] = await related('run_id', run.parent_run_id);
    return c.json(
      {
        rerun_of: original ?? null,
        reruns: await related('rerun_of', run.run_id),
        parent: parent ?? null,
        children: await related('parent_run_id', run.run_id),
        same_business_event: await related('business_event_id', run.business_event_id),
      },
      200,
    );
  });
};
