import {
  compareVersions,
  getFigures,
  getOutcomes,
  getOverview,
  getStepFigures,
  getVersions,
} from '../api/figures.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { readComparison, readVersions } from './compare-versions.ts';
import { endedRuns } from './ended-runs.ts';
import { readOutcomes } from './outcomes.ts';
import { readOverview } from './overview.ts';
import { readFigures } from './read-figures.ts';
import { readStepFigures } from './step-figures.ts';

/** How it goes: figures of the runs that ended in a window. */
export const figuresRoutes: Routes = (parts) => {
  const { store } = parts;
  return newApi()
    .openapi(getFigures, async (c) => {
      const runs = await endedRuns(store, principalIn(c), c.req.valid('query'), parts.now());
      return c.json(await readFigures(runs), 200);
    })
    .openapi(getStepFigures, async (c) => {
      const runs = await endedRuns(store, principalIn(c), c.req.valid('query'), parts.now());
      return c.json(await readStepFigures(runs), 200);
    })
    .openapi(getOutcomes, async (c) => {
      const { buckets, ...filter } = c.req.valid('query');
      const runs = await endedRuns(store, principalIn(c), filter, parts.now());
      return c.json({ buckets: await readOutcomes(runs, buckets) }, 200);
    })
    .openapi(getOverview, async (c) =>
      c.json(await readOverview(parts, principalIn(c), c.req.valid('query')), 200),
    )
    .openapi(getVersions, async (c) => {
      const { workflow } = c.req.valid('param');
      return c.json({ versions: await readVersions(store, principalIn(c), workflow, parts.now()) }, 200);
    })
    .openapi(compareVersions, async (c) => {
      const { workflow } = c.req.valid('param');
      const question = c.req.valid('query');
      return c.json(await readComparison(store, principalIn(c), workflow, question, parts.now()), 200);
    });
};
