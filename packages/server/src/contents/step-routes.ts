import { isSpanId, isStepId, spanIdFromStepId, type StepState } from '@runlight/contract';

import { getStep, getWaterfall, listSteps } from '../api/run-contents.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';
import { ProblemError } from '../http/problem.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import { stateIn } from './run-detail.ts';
import { movingEvents, pausingEvents, STEP_ORDER, stepsOf } from './run-history.ts';
import { stateTimeline } from './state-timeline.ts';
import { toStepItem } from './step-item.ts';
import { waterfallOf } from './waterfall.ts';

/** The steps of a run: as a list, one by one, and against time. */
export const stepRoutes: Routes = (parts) => {
  const { db } = parts.store;
  return newApi()
    .openapi(listSteps, async (c) => {
      const { run_id } = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const { limit, next_token, payloads } = c.req.valid('query');
      const question = ['steps', run_id];
      const { secret } = parts.settings;
      const [started, spanId] = next_token === undefined ? [] : positionIn(next_token, question, secret);
      const rows = await db
        .selectFrom('steps')
        .select(['span_id', 'state', STEP_ORDER.as('began')])
        .where('run_id', '=', run_id)
        .$if(started !== undefined, (query) =>
          query.where((eb) =>
            eb(eb.tuple(STEP_ORDER, eb.ref('span_id')), '>', eb.tuple(`${started}`, `${spanId}`)),
          ),
        )
        .orderBy(STEP_ORDER)
        .orderBy('span_id')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const { total } = await db
        .selectFrom('steps')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .where('run_id', '=', run_id)
        .executeTakeFirstOrThrow();
      const steps = page.map(({ state }) => {
        const step = JSON.parse(state) as StepState; // only this server writes the column
        return toStepItem(payloads === 'true' ? step : { ...step, input: null, output: null }, run_id);
      });
      const isMore = rows.length > limit && last !== undefined;
      return c.json(
        {
          steps,
          next_token: isMore ? tokenOf([last.began, last.span_id], question, secret) : null,
          total,
        },
        200,
      );
    })
    .openapi(getStep, async (c) => {
      const { id, step } = c.req.valid('param');
      const { run_id } = await visibleRun(db, principalIn(c), id);
      const spanId = isStepId(step) ? spanIdFromStepId(step) : step;
      const row = isSpanId(spanId)
        ? await db
            .selectFrom('steps')
            .select('state')
            .where('run_id', '=', run_id)
            .where('span_id', '=', spanId)
            .executeTakeFirst()
        : undefined;
      if (row === undefined) {
        throw new ProblemError('not_found', `The run has no step ${step}; name it by its id or its span`, {
          code: 'step_not_found',
        });
      }
      return c.json(toStepItem(JSON.parse(row.state) as StepState, run_id), 200); // only this server writes the column
    })
    .openapi(getWaterfall, async (c) => {
      const row = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const state = stateIn(row);
      const now = parts.now();
      const [steps, pauses, moving] = await Promise.all([
        stepsOf(db, row.run_id),
        pausingEvents(db, row.run_id),
        movingEvents(db, row.run_id),
      ]);
      return c.json(
        waterfallOf({ state, steps, pauses, states: stateTimeline(moving, state, now), now }),
        200,
      );
    });
};
