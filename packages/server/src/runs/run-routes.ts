import { z } from '@hono/zod-openapi';
import { toRun, toStep, type RunState, type StepState } from '@runlight/contract';
import { RunSchema, StepSchema } from '@runlight/contract/schemas';

import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { route } from '../http/route.ts';
import { RunItemSchema, toRunItem } from '../api/run-item.ts';
import { visibleRun } from './visible-runs.ts';

const RunDetailSchema = RunItemSchema.extend({ record: RunSchema }).openapi('RunDetail');
const RunIdSchema = z.object({
  id: z
    .string()
    .min(1)
    .openapi({ param: { name: 'id', in: 'path' } }),
});

const getRun = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}',
  request: { params: RunIdSchema },
  responses: {
    200: { description: 'The run', content: { 'application/json': { schema: RunDetailSchema } } },
  },
});

const getSteps = route('viewer', {
  method: 'get',
  path: '/api/v1/runs/{id}/steps',
  request: { params: RunIdSchema },
  responses: {
    200: {
      description: 'The steps of the run in the order in which they started',
      content: { 'application/json': { schema: z.object({ steps: z.array(StepSchema) }) } },
    },
  },
});

/** One run, and what belongs to it. */
export const runRoutes: Routes = (parts) => {
  const { db } = parts.store;
  return newApi()
    .openapi(getRun, async (c) => {
      const row = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const state = JSON.parse(row.state) as RunState; // only this server writes the column
      const tags = await db.selectFrom('run_tags').select('tag').where('run_id', '=', row.run_id).execute();
      const now = parts.now();
      return c.json(
        {
          ...toRunItem(
            row,
            tags.map(({ tag }) => tag),
            now,
          ),
          record: toRun(state, now),
        },
        200,
      );
    })
    .openapi(getSteps, async (c) => {
      const { run_id } = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const rows = await db
        .selectFrom('steps')
        .select('state')
        .where('run_id', '=', run_id)
        .orderBy('started_at')
        .orderBy('span_id')
        .execute();
      const steps = rows.map(({ state }) => toStep(JSON.parse(state) as StepState, run_id));
      return c.json({ steps }, 200);
    });
};
