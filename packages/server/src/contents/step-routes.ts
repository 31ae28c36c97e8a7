import { isSpanId, isStepId, spanIdFromStepId, type StepState } from '@runlight/contract';

import { getStep, getWaterfall, listSteps } from '../api/run-contents.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';
import { ProblemError } from '../http/problem.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { StepRow } from '../store/schema.ts';
import { boundedPage } from './bounded-page.ts';
import { stateIn } from './run-detail.ts';
import { movingEvents, pausingEvents, stepsOf } from './run-history.ts';
import { stateTimeline } from './state-timeline.ts';
import { toStepItem } from './step-item.ts';
import { MAX_STEPS, waterfallOf } from './waterfall.ts';

/** The steps of a run: as a list, one by one, and against time. */
export const stepRoutes: Routes = (parts) => {
  const { db } = parts.store;
  const countOf = async (runId: string): Promise<number> => {
    const { total } = await db
      .selectFrom('steps')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow();
    return total;
  };
  return newApi()
    .openapi(listSteps, async (c) => {
      const { run_id } = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const { limit, next_token, payloads } = c.req.valid('query');
      const question = ['steps', run_id];
      const { secret } = parts.settings;
      const [began = '', spanId = '', counted] =
        next_token === undefined ? [] : positionIn(next_token, question, secret);
      const page = await boundedPage<Pick<StepRow, 'span_id' | 'state' | 'began_at'>>(
        limit,
        ({ state }) => state.length,
        (after, count) =>
          db
            .selectFrom('steps')
            .select(['span_id', 'state', 'began_at'])
            .where('run_id', '=', run_id)
            .where((eb) =>
              eb(
                eb.refTuple('began_at', 'span_id'),
                '>',
                eb.tuple(after?.began_at ?? `${began}`, after?.span_id ?? `${spanId}`),
              ),
            )
            .orderBy('began_at')
            .orderBy('span_id')
            .limit(count)
            .execute(),
      );
      const total = counted === undefined ? await countOf(run_id) : Number(counted);
      const steps = page.rows.map(({ state }) => {
        const step = JSON.parse(state) as StepState; // only this server writes the column
        return toStepItem(payloads ? step : { ...step, input: null, output: null }, run_id);
      });
      const last = page.isMore ? page.rows.at(-1) : undefined;
      const token = last && tokenOf([last.began_at, last.span_id, total], question, secret);
      return c.json({ steps, next_token: token ?? null, total }, 200);
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
      const [{ steps, labels }, pauses, moving] = await Promise.all([
        stepsOf(db, row.run_id, MAX_STEPS),
        pausingEvents(db, row.run_id),
        movingEvents(db, row.run_id),
      ]);
      return c.json(
        waterfallOf({ state, steps, labels, pauses, states: stateTimeline(moving, state, now), now }),
        200,
      );
    });
};
