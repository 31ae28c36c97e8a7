import { setTimeout } from 'node:timers/promises';

import { sql } from 'kysely';

import { getHealth, getReadiness } from '../api/operations.ts';
import { newApi, type Routes } from '../http/app.ts';
import type { Parts } from '../parts.ts';

const DATABASE_ANSWERS_WITHIN_MS = 2000;

/** For whoever keeps servers running: restart one that is not healthy, send no requests to one that is not ready. */
export const healthRoutes: Routes = (parts) =>
  newApi()
    .openapi(getHealth, (c) => c.json({ status: 'ok', checks: {} } as const, 200))
    .openapi(getReadiness, async (c) => {
      const checks = {
        server: parts.closing.signal.aborted ? 'closing' : 'ok',
        database: await ask(parts.store),
      };
      const isReady = Object.values(checks).every((result) => result === 'ok');
      return isReady
        ? c.json({ status: 'ok' as const, checks }, 200)
        : c.json({ status: 'failing' as const, checks }, 503);
    });

async function ask({ db }: Parts['store']): Promise<string> {
  const answer = sql`select 1`.execute(db).then(
    () => 'ok',
    () => 'does not answer',
  );
  const tooLate = setTimeout(DATABASE_ANSWERS_WITHIN_MS, 'does not answer in time', { ref: false });
  return Promise.race([answer, tooLate]);
}
