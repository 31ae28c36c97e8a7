import { annotateRun, assignRun, pinRun, resolveRun, tagRun } from '../api/actions.ts';
import type { RunItem } from '../api/run-item.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import { runNotFound } from '../runs/visible-runs.ts';
import { annotate, assign, pin, resolve, tag } from './run-actions.ts';

/** What people say of a run; each answers with the run after it. */
export const actionRoutes: Routes = (parts) => {
  const itemOf = async (principal: Principal, runId: string): Promise<RunItem> => {
    const [item] = await readRunItems(parts.store.db, principal, [runId], parts.now());
    if (item === undefined) throw runNotFound(runId);
    return item;
  };
  return newApi()
    .openapi(annotateRun, async (c) => {
      const { id } = c.req.valid('param');
      const annotation = await annotate(parts, principalIn(c), id, c.req.valid('json'));
      return c.json({ ...(await itemOf(principalIn(c), id)), annotation }, 200);
    })
    .openapi(tagRun, async (c) => {
      const { id } = c.req.valid('param');
      await tag(parts, principalIn(c), id, c.req.valid('json'));
      return c.json(await itemOf(principalIn(c), id), 200);
    })
    .openapi(resolveRun, async (c) => {
      const { id } = c.req.valid('param');
      await resolve(parts, principalIn(c), id, c.req.valid('json'));
      return c.json(await itemOf(principalIn(c), id), 200);
    })
    .openapi(assignRun, async (c) => {
      const { id } = c.req.valid('param');
      await assign(parts, principalIn(c), id, c.req.valid('json'));
      return c.json(await itemOf(principalIn(c), id), 200);
    })
    .openapi(pinRun, async (c) => {
      const { id } = c.req.valid('param');
      await pin(parts, principalIn(c), id, c.req.valid('json'));
      return c.json(await itemOf(principalIn(c), id), 200);
    });
};
