import { isOutcome, parseTimestamp, toStatusObject, type RunState } from '@runlight/contract';

import { getRunStatus } from '../api/following.ts';
import { failedStepsOf } from '../contents/unrecovered-steps.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { RunRow } from '../store/schema.ts';
import { entityTag, isNamed } from '../http/entity-tag.ts';

/** Of a run's age: a run of an hour is asked for every half minute, one of ten seconds every second. */
const RETRY_AFTER_SHARE = 0.1;
const RETRY_AFTER_MAX_SECONDS = 30;

/** What pollers ask for. */
export const statusRoutes: Routes = (parts) => {
  const { db } = parts.store;
  const statusOf = async (row: RunRow) => {
    const state = JSON.parse(row.state) as RunState; // only this server writes the column
    const hasFailed = isOutcome(row.status) && state.steps.failed > 0;
    const failedSteps = hasFailed ? await failedStepsOf(db, row.run_id) : [];
    const outputRef = `/api/v1/runs/${encodeURIComponent(row.run_id)}`;
    return { ...toStatusObject(state, { outputRef, failedSteps }), why: row.why };
  };
  return newApi().openapi(getRunStatus, async (c) => {
    const { id } = c.req.valid('param');
    const principal = principalIn(c);
    const known = c.req.header('if-none-match');
    const waitMs = known === undefined ? 0 : c.req.valid('query').wait * 1000;

    const read = async () => {
      const row = await visibleRun(db, principal, id);
      const status = await statusOf(row);
      const etag = entityTag(status);
      return { row, status, etag, isKnown: isNamed(etag, known) };
    };
    let looks = 0;
    const news = async () => {
      looks += 1;
      const found = await read();
      return found.isKnown && !isOutcome(found.row.status) ? undefined : found;
    };
    const wait = { waitMs, signal: c.req.raw.signal };
    const found = (waitMs > 0 && (await parts.bells.changes.until([id], wait, news))) || (await read());
    const { row, status, etag, isKnown } = found;
    const headers = {
      etag,
      'cache-control': 'private, no-cache',
      ...retryAfter(row, parts.now(), looks > 1),
    };
    return isKnown ? c.body(null, 304, headers) : c.json(status, 200, headers);
  });
};

/** Who was held until now may ask again soon; the others the later the older the run is. */
function retryAfter(row: RunRow, now: number, held: boolean): { 'retry-after'?: string } {
  if (isOutcome(row.status)) return {};
  const ageSeconds = (now - parseTimestamp(row.sort_at)) / 1000;
  const seconds = held ? 1 : Math.min(RETRY_AFTER_MAX_SECONDS, Math.max(1, ageSeconds * RETRY_AFTER_SHARE));
  return { 'retry-after': String(Math.floor(seconds)) };
}
